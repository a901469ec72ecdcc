"""Networks of the ImageNet competition and after, for images of any size: what `keras.applications` builds.

Every builder takes `input_shape`, `classes`, `include_top` and `pooling` as its namesake there; weights are never
pretrained. ResNet-34, which Keras does not have, is the paper's.

| network | year | parameters | million multiplications for 224x224 |
|---|---|---|---|
| VGG-16 | 2014 | 138 357 544 | 15 470 |
| VGG-19 | 2014 | 143 667 240 | 19 632 |
| ResNet-34 | 2015 | 21 814 696 | 3 664 |
| ResNet-50 | 2015 | 25 636 712 | 3 858 |
| DenseNet-121 | 2016 | 8 062 504 | 2 834 |
| MobileNet | 2017 | 4 253 864 | 569 |
| MobileNetV2 | 2018 | 3 538 984 | 301 |
"""

from reference.networks.applications.densenet import densenet121
from reference.networks.applications.mobilenet import mobilenet
from reference.networks.applications.mobilenet_v2 import mobilenet_v2
from reference.networks.applications.resnet import resnet34, resnet50
from reference.networks.applications.vgg import vgg16, vgg19

__all__ = ["densenet121", "mobilenet", "mobilenet_v2", "resnet34", "resnet50", "vgg16", "vgg19"]
