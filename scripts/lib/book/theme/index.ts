/** VitePress's own theme, without its fonts: what every system has is good enough. */
/// <reference types="vitepress/client" />
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { defineAsyncComponent } from 'vue';
import { data } from './contents.data.ts';
import { RunPicture } from './run-picture.ts';
import { sidebarOf } from './sidebar.ts';
import './run-picture.css';
import './scheduler.css';
import './style.css';

export default {
  extends: DefaultTheme,
  enhanceApp({ app, siteData }) {
    siteData.value.themeConfig.sidebar = sidebarOf(data);
    app.component('RunPicture', RunPicture);
    // On few pages: apart from what all of them load.
    const load = async () => (await import('./scheduler.ts')).BeTheScheduler;
    app.component('BeTheScheduler', defineAsyncComponent(load));
  },
} satisfies Theme;
