/** MapLibre's build for pages that forbid workers made from text; its types are those of the package. */
declare module "maplibre-gl/dist/maplibre-gl-csp.js" {
  import * as maplibre from "maplibre-gl";
  export default maplibre;
}
declare module "*.css" {}
