using SamHost.Contracts.Plugins;
using SamHost.Plugins.NoiseClassConditional;
using static SamHost.TestSupport.NoiseDraws;

namespace SamHost.ShippedPlugins.Tests.NoiseClassConditional;

public class AsymmetricMapTests
{
    private static readonly string[] Cifar10 =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    [Fact]
    public void The_usual_map_of_CIFAR_10_is_the_default_for_its_classes() =>
        Assert.Equal([0, 1, 0, 5, 7, 3, 6, 7, 8, 1], Targets(null, Cifar10));

    [Fact]
    public void The_usual_map_goes_by_name_whatever_the_order_of_the_classes() =>
        Assert.Equal([8, 1, 2, 3, 6, 2, 4, 9, 8, 9], Targets(null, [.. Cifar10.Reverse()]));

    [Fact]
    public void A_map_may_use_indices() => Assert.Equal([2, 1, 1], Targets(new() { ["0"] = "2", ["2"] = "1" }, Names(3)));

    [Fact]
    public void Classes_called_by_numbers_are_read_as_names() =>
        Assert.Equal([1, 1, 2], Targets(new() { ["1"] = "2" }, ["1", "2", "3"]));

    [Fact]
    public void A_map_that_cannot_be_names_is_read_as_indices_throughout() =>
        Assert.Equal([2, 1, 2], Targets(new() { ["0"] = "2" }, ["1", "2", "3"]));

    [Fact]
    public void A_data_set_without_a_usual_map_needs_one() =>
        AssertRefused(
            null,
            "Map is needed: only a data set with CIFAR-10's classes has a usual map. Say which class turns into which. The classes are a, "
                + "b, c, or 0 to 2.");

    [Fact]
    public void An_empty_map_is_refused() =>
        AssertRefused([], "Map is empty: name at least one class and the class that it turns into.");

    [Fact]
    public void Every_unknown_class_is_named() =>
        AssertRefused(
            new() { ["a"] = "zebra", ["3"] = "b", ["-1"] = "c" },
            "Map names no class of the data set with '3', '-1', 'zebra'. The classes are a, b, c, or 0 to 2.");

    [Fact]
    public void A_mixture_of_names_and_indices_is_refused() =>
        AssertRefused(
            new() { ["a"] = "1" },
            "Map mixes class names and class indices: use one or the other throughout. The classes are a, b, c, or 0 to 2.");

    [Fact]
    public void A_class_mapped_to_itself_is_refused() =>
        AssertRefused(new() { ["b"] = "b" }, "Map turns the class 'b' into itself: name another class, or leave it out.");

    [Fact]
    public void A_class_mapped_twice_is_refused() =>
        AssertRefused(new() { ["1"] = "2", ["01"] = "0" }, "Map names the class 'b' more than once: name it once.");

    private static long[] Targets(Dictionary<string, string>? map, string[] classNames) =>
        new AsymmetricNoise(new() { Rate = 1, Map = map }).Draw(BalancedLabels(classNames.Length, classNames.Length), classNames);

    private static void AssertRefused(Dictionary<string, string>? map, string message)
    {
        var exception = Assert.Throws<ComponentException>(() => Targets(map, Names(3)));
        Assert.Equal(message, exception.Message);
        Assert.Equal("Map", exception.Option);
    }
}
