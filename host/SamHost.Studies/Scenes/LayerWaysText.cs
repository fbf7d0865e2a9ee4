using System.Globalization;
using SamHost.Gradients;

namespace SamHost.Studies.Scenes;

/// <summary>By what the parts of a model have their per-example gradients, as <c>samhost check</c> says it.</summary>
internal static class LayerWaysText
{
    /// <summary>A line for each way, from the cheapest.</summary>
    public static IEnumerable<string> Describe(IReadOnlyList<LayerWay> ways) => ways.Count == 0
        ? ["Per-example gradients do not exist: the model ties the examples of a batch together. Only n-sam and sgd can train it."]
        : ways.GroupBy(way => way.Way).OrderBy(group => group.Key)
            .Select(group => $"Per-example gradients {Name(group.Key)}: {Parts(group)}.");

    private static string Name(GradientWay way) => way switch
    {
        GradientWay.Rule => "by rules, about as fast as naive SAM",
        GradientWay.Expanded => "of weights that each example has its own of",
        GradientWay.LayerLoop => "one example at a time, in these layers alone",
        _ => "one example at a time, slower by about the batch size",
    };

    // Of layers with rules there may be hundreds, and nothing is the matter with them.
    private static string Parts(IGrouping<GradientWay, LayerWay> group) => group.Key == GradientWay.Rule
        ? $"{group.Count()} layer{(group.Count() == 1 ? "" : "s")}"
        : string.Join(", ", group.Select(way => way.Bytes == 0 ? way.Part : $"{way.Part} ({Size(way.Bytes)} an example)"));

    private static string Size(long bytes) => bytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MiB");
}
