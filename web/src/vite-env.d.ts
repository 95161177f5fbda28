import "react";

declare module "react" {
  interface CSSProperties {
    "--aspect"?: number;
  }
}
