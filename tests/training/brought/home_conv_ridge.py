"""Brings a network's features, trained at home; then ridge regression."""

import base64
import zlib

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

K = 10


def setup(images, labels, seed, device):
    torch.manual_seed(seed)
    g = torch.Generator().manual_seed(seed)
    x = images.float().to(device)
    y = labels.to(device)
    return x, y, g


class Norm(nn.Module):
    """scale 0..255 and call the net"""

    def __init__(self, net, s=255.0, m=0.3, d=0.35):
        super().__init__()
        self.net = net
        self.s = s
        self.m = m
        self.d = d

    def forward(self, x):
        return self.net((x / self.s - self.m) / self.d)


def unpack(s, dt):
    return np.frombuffer(zlib.decompress(base64.b85decode(s)), dtype=dt)


def feat(e=12):
    return nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(128, e))


def loadq(net):
    a = torch.tensor(unpack(DATA, np.int8).astype(np.float32))
    i = 0
    with torch.no_grad():
        for p, s in zip(net.parameters(), SC):
            p.copy_(a[i : i + p.numel()].view(p.shape) * s)
            i += p.numel()
    return net


DATA = (
    "c-jrp*^e7{0l@J&JY&!0@p#6!*VnG?O?Kl=caxCNB(w=VL?IECD5?-rs{qeP`2!+&MT!JG@WKN^fJ9YP$`KG%9zu_hV^42(*Ir+1@A#S-Uvq"
    "i<vpwW5_&$8TKj^)E>-K~B(%*jiBk~V#X0g{IpF}g|U;O0mpQr!$?c?7)xNl#(_0Dga@80|6#~=JKcr$(X=AF$y{eJz-oq6r`zkC|_*U#U*a"
    "OeHNcOOQtzjx#Iz2~WTA|HQdIuC*uO-pte@(eFG7nIJ>2y@=aWZ-4+r$o$5x&5u4Ce3uZHjIf?6VANmJEJujzx71e{T##-1<G|W2AhThvZz~"
    "@56Q1B@&OcwUy%7W!_4O$U-TyQM6gmYk$R`w&@{~1`3UiNe33HXGlM`RREa8TnC+Vj&UTJF2J6u!Szkps6+v0>A}l!|zDLv70OX2eT9@e7u1"
    "Zbr`(Ws*b=CU+`nDdci;T`vOSQvBc}hPsG4}XsFzPiDZ3cJBMdt=B4`Oy@NDX0@7Wb9E4?aOVN=_g{{B>RvC3JzRFiU9wM#BkV?Vs!EN=VM`"
    "lRn-$vg^}sA`~)SrUUL9cu4q?7(YLNxYkzRhbXClp)?<92^)^ZFOsvE0W1xA*e$oVX)y~q(894p^1@(ma9vl+_<(%6h&zAmjC6aTg65Yet^7"
    "7-@=xut&3T%5AB|oXI>4OZ^Fd$5aUrx3B~~w~k*vRsd8SB$IhBTgtqcnVa+Yj4@DUzOZihRms$;(4j@DqIRQ+#H@;i0P9V9o~NDYEUVGC_$+"
    "Co2;m@GLLKGqZ=^{W!)DLQ3rU{Y7TZ+BrW38SbzO*;u{c68`+EtVOpZFn@E^RiH*K^Sm@8RF*UsyYogT^T{z-`Nt(3cy#Ev1Ig+9zR!_<ABJ"
    "jj-};PfUu>_(HyHe2!6puLW*@xv`+K(f=n3lkx%3kg)OM1?q<=VH(tf(SKR*DO8r{0Z=Y+y^Uz)oXP3!!v^RAS_)@Nv#{*lu8VH__#^2-GQ9"
    "EKCbpW~3l?5r`A~131(gY>5WeV$w_9LrZUtgYdLz~_-A1k-qkuEVYG-{W3wbCZ3ezWr!Uyv_`D~r?c7yA6!%0IUTy||e1;g0~hSXWF=_d06x"
    "WCA{%VgVP#T7^DsJ5R>#i9t~1pszptk|5!O@P)T<8GL&RB9LIxvkrLg64Px%Ta{K&)>756=MG@JUt>Ad(oJPD-DB%vBve<5F(0j@lPGe7tTA"
    "uwu0y%&9z5`1>|JsQ(-UJHMTiJCdP9Jpozm9s`4<6YDcz&P)MX{&phc7OK*%i8Iw&40q-9M3njc!1g-F8ffzO{5HFV6A?Zynp=u!6!(N%P4j"
    "Ar_Ef=j`lzS23<pd9-*Jfih*T5$i2e~jI4nT{(u2adF!1bru}A-*S2oA<Y(6KU}R%s(ly(7{R{nwfIx)i5-An78#I!+<Q}xAnTkus*l%ivMI"
    "XJ4A|SfiV3{vO38bjUSK0GjZk>6Sw`rMUye4FsCo~x|X&Y^u8X}F)A6L`~QxUXVEC*$<2jr@e6iVk@^%M$Ic{OYc&(V-1XSyUS{Mjs<^@Qa)"
    "oqJ7`@!8nxaE6oY?<kDD>6&g|0csh05p<Sw&wW@QRGiA#l_HC_G`ko8l#m1&&BzAZj~Bnvr)B79zg#jSLL{^!1JGs~a0M6f0?+3`AKGKc1}G"
    "s#u*<ll0m=z?>R(u@urla^_BITwJSq<tgY3J!xRnaZ#Co$kd;ncpG&YTZ?kJW7qpT1H>GyE$)o>k5+gjg}PT1H^Lx6+S2L7L`GXs-DK8b!F*"
    "Ba*Vp&jN%*tvZt)5hG9qhx6dhj0fNH0a8Kw1bTvyo;>o*84+W^DUS`n>OloMZv934-QZwUk$XyG0@<aR1xd-u30xe4h%4Qa$msW4YjY1KVHE"
    "w#?#MwDZmu&K>e2clzK)18Y|N_c`nJf`4s^iPBBM&j3Zc{O!^{-Lve@1y?%cZ(E5"
)
SC = [0.005740378517657518, 0.0030784504488110542, 0.0051459758542478085, 0.0006267664721235633]


class FR(nn.Module):
    """ridge on fixed features"""

    def __init__(self, feat, x, y, lam=1.0):
        super().__init__()
        self.feat = feat
        with torch.no_grad():
            Z = torch.cat([feat(c) for c in x.split(256)])
            self.register_buffer("mu", Z.mean(0))
            sd = Z.std(0) if len(Z) > 1 else torch.ones_like(self.mu)
            self.register_buffer("sd", sd + 0.1 * sd.mean() + 1e-6)
            Z = (Z - self.mu) / self.sd
            Y = F.one_hot(y, K).float() - 0.1
            G = Z @ Z.T
            n = len(Z)
            if n <= Z.shape[1]:
                W = Z.T @ torch.linalg.solve(G + lam * Z.shape[1] * torch.eye(n, device=x.device), Y)
            else:
                W = torch.linalg.solve(Z.T @ Z + lam * Z.shape[1] * torch.eye(Z.shape[1], device=x.device), Z.T @ Y)
            self.register_buffer("W", W)

    def forward(self, x):
        return (self.feat(x) - self.mu) / self.sd @ self.W


def train(images, labels, *, seed, device):
    x, y, g = setup(images, labels, seed, device)
    f = Norm(loadq(feat())).to(device).eval()
    return FR(f, x, y, 0.3).eval()
