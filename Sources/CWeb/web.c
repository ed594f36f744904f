#include "web.h"

// `#embed` is C23; clang accepts it in older modes and would only remark on it.
#pragma clang diagnostic ignored "-Wc23-extensions"

// `scripts/build-web` writes the manifest below the ignored build folder and touches this file when the
// manifest appears or changes: the build system would not notice a file that was not there before.
#if __has_include("../../.build/web/assets.inc")
#include "../../.build/web/assets.inc"
#else
static const unsigned char placeholder[] = {
#embed "placeholder.html"
};
static const muster_web_asset assets[] = {
    {"/index.html", "text/html; charset=utf-8", placeholder, sizeof placeholder, 0, 0},
};
#endif

size_t muster_web_asset_count(void) { return sizeof assets / sizeof assets[0]; }

muster_web_asset muster_web_asset_at(size_t index) { return assets[index]; }
