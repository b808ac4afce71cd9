"""Which browser on which system, in words, out of what it says of itself."""

from __future__ import annotations

# The first that is found: most of them say that they are others, too.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("QIHU 360", "360"),
    ("360SE", "360"),
    ("360EE", "360"),
    ("Qaxbrowser", "奇安信"),
    ("UOSBrowser", "UOS"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("HuaweiBrowser", "Huawei"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("Trident", "Internet Explorer"),
    ("curl", "curl"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("UOS", "UOS"),
    ("Kylin", "Kylin"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(agent: str) -> str:
    """As «Chrome, Windows»; "" where it says nothing known."""
    found = [
        next((name for mark, name in known if mark in agent), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name)
