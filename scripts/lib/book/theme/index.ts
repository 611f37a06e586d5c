/** VitePress's own theme, without its fonts: what every system has is good enough. */
/// <reference types="vitepress/client" />
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { RunPicture } from './run-picture.ts';
import './run-picture.css';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('RunPicture', RunPicture);
  },
} satisfies Theme;
