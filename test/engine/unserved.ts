/** A module that no worker is started for: whoever loads it all the same is told. */
throw new Error('This module was loaded');
