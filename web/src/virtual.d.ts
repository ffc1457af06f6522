/** Where a part of a language's texts is; the build fills it in (vite.texts.ts). */
declare function textsUrl(language: string, part: string): string;

declare module "*.css";

declare module "*.css?url" {
  const url: string;
  export default url;
}
