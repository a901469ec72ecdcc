"""Which node of the textbook is which layer of `keras.applications`: node to layer name, in Keras's order."""

Names = dict[str, str]


def vgg(convolutions: tuple[int, ...]) -> Names:
    names: Names = {}
    number = 0
    for block, depth in enumerate(convolutions, start=1):
        for each in range(1, depth + 1):
            number += 1
            names[f"c{number}"] = f"block{block}_conv{each}"
        names[f"p{block}"] = f"block{block}_pool"
    return names


def vgg_top() -> Names:
    return {"flatten": "flatten", "f1": "fc1", "f2": "fc2", "f3": "predictions"}


def resnet50() -> Names:
    names = {"pad1": "conv1_pad", "c1": "conv1_conv", "b1": "conv1_bn", "a1": "conv1_relu"}
    names |= {"pad2": "pool1_pad", "p1": "pool1_pool"}
    for group, blocks in enumerate((3, 4, 6, 3), start=1):
        for block in range(1, blocks + 1):
            ours, theirs = f"group{group}.block{block}", f"conv{group + 1}_block{block}"
            if block == 1:
                names |= {f"{ours}.down_c1": f"{theirs}_0_conv", f"{ours}.down_b1": f"{theirs}_0_bn"}
            for number in (1, 2, 3):
                names |= {
                    f"{ours}.c{number}": f"{theirs}_{number}_conv",
                    f"{ours}.b{number}": f"{theirs}_{number}_bn",
                }
            names |= {f"{ours}.a1": f"{theirs}_1_relu", f"{ours}.a2": f"{theirs}_2_relu"}
            names |= {f"{ours}.add": f"{theirs}_add", f"{ours}.a3": f"{theirs}_out"}
    return names


def densenet121() -> Names:
    """Keras's paddings have no names of their own."""
    names = {"c1": "conv1_conv", "b1": "conv1_bn", "a1": "conv1_relu", "p1": "pool1"}
    for block, layers in enumerate((6, 12, 24, 16), start=1):
        if block > 1:
            ours, theirs = f"transition{block - 1}", f"pool{block}"
            names |= {f"{ours}.b1": f"{theirs}_bn", f"{ours}.a1": f"{theirs}_relu"}
            names |= {f"{ours}.c1": f"{theirs}_conv", f"{ours}.p1": f"{theirs}_pool"}
        for layer in range(1, layers + 1):
            ours, theirs = f"block{block}.layer{layer}", f"conv{block + 1}_block{layer}"
            names |= {
                f"{ours}.b1": f"{theirs}_0_bn",
                f"{ours}.a1": f"{theirs}_0_relu",
                f"{ours}.c1": f"{theirs}_1_conv",
            }
            names |= {
                f"{ours}.b2": f"{theirs}_1_bn",
                f"{ours}.a2": f"{theirs}_1_relu",
                f"{ours}.c2": f"{theirs}_2_conv",
            }
            names |= {f"{ours}.concat": f"{theirs}_concat"}
    return names | {"b2": "bn", "a2": "relu"}


def global_top() -> Names:
    return {"pool": "avg_pool", "f1": "predictions"}


def mobilenet() -> Names:
    names = {"c1": "conv1", "b1": "conv1_bn", "a1": "conv1_relu"}
    for block in range(1, 14):
        ours = f"block{block}"
        if block in {2, 4, 6, 12}:
            names[f"{ours}.pad"] = f"conv_pad_{block}"
        names |= {f"{ours}.dw": f"conv_dw_{block}", f"{ours}.b1": f"conv_dw_{block}_bn"}
        names |= {f"{ours}.a1": f"conv_dw_{block}_relu", f"{ours}.c1": f"conv_pw_{block}"}
        names |= {f"{ours}.b2": f"conv_pw_{block}_bn", f"{ours}.a2": f"conv_pw_{block}_relu"}
    return names


def mobilenet_top() -> Names:
    return {"d1": "dropout", "c2": "conv_preds", "reshape": "reshape_2", "softmax": "predictions"}


def mobilenet_v2() -> Names:
    """Keras counts the blocks from 0, and calls that one by another name."""
    names = {"c1": "Conv1", "b1": "bn_Conv1", "a1": "Conv1_relu"}
    for block in range(1, 18):
        ours, theirs = f"block{block}", "expanded_conv" if block == 1 else f"block_{block - 1}"
        if block > 1:
            names |= {f"{ours}.c1": f"{theirs}_expand", f"{ours}.b1": f"{theirs}_expand_BN"}
            names |= {f"{ours}.a1": f"{theirs}_expand_relu"}
        if block in {2, 4, 7, 14}:
            names[f"{ours}.pad"] = f"{theirs}_pad"
        names |= {f"{ours}.dw": f"{theirs}_depthwise", f"{ours}.b2": f"{theirs}_depthwise_BN"}
        names |= {f"{ours}.a2": f"{theirs}_depthwise_relu", f"{ours}.c2": f"{theirs}_project"}
        names |= {f"{ours}.b3": f"{theirs}_project_BN"}
        if block in {3, 5, 6, 8, 9, 10, 12, 13, 15, 16}:
            names[f"{ours}.add"] = f"{theirs}_add"
    return names | {"c2": "Conv_1", "b2": "Conv_1_bn", "a2": "out_relu"}


def mobilenet_v2_top() -> Names:
    return {"f1": "predictions"}
