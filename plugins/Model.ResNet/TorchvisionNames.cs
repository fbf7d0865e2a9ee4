using System.Globalization;
using System.Text.RegularExpressions;

namespace SamHost.Plugins.ModelResNet;

/// <summary>The names of a ResNet's weights in torchvision and timm: <c>layer2.1.bn2.weight</c>, <c>fc.bias</c>.</summary>
internal static partial class TorchvisionNames
{
    private const int BlocksInStage = 2;

    /// <summary>This model's name of a weight; null where it is none of theirs.</summary>
    internal static string? NameOf(string name)
    {
        if (Stem().Match(name) is { Success: true } stem) return $"stem.{LayerOf(stem.Groups[1].Value)}.{stem.Groups[2].Value}";
        if (name.StartsWith("fc.", StringComparison.Ordinal)) return $"output.{name[3..]}";
        if (Block().Match(name) is not { Success: true } match) return null;
        var (stage, block) = (Number(match.Groups[1].Value), Number(match.Groups[2].Value));
        var (part, rest) = (match.Groups[3].Value, match.Groups[4].Value);
        var own = part switch
        {
            "conv1" or "bn1" => $"first.{LayerOf(part[..^1])}",
            "conv2" or "bn2" => $"second.{LayerOf(part[..^1])}",
            "downsample.0" => "shortcut.convolution",
            _ => "shortcut.normalization",
        };
        return string.Create(CultureInfo.InvariantCulture, $"blocks.{(BlocksInStage * (stage - 1)) + block}.{own}.{rest}");
    }

    private static string LayerOf(string kind) => kind == "conv" ? "convolution" : "normalization";

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(conv|bn)1\\.(.+)$")]
    private static partial Regex Stem();

    [GeneratedRegex("^layer([1-4])\\.([01])\\.(conv[12]|bn[12]|downsample\\.[01])\\.(.+)$")]
    private static partial Regex Block();
}
