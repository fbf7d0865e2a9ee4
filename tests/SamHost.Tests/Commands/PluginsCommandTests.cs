using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

public class PluginsCommandTests
{
    private static readonly string[] Shipped =
    [
        "Augmentation horizontal-flip", "Augmentation mixup", "Augmentation random-crop",
        "BaseRule adamw", "BaseRule sgd",
        "Dataset cifar10", "Dataset csv", "Dataset digits", "Dataset fashion-mnist", "Dataset gaussian-toy",
        "Dataset image-folder", "Dataset mnist", "Dataset numpy", "Dataset table",
        "Loss cross-entropy", "Loss early-learning", "Loss generalized-cross-entropy", "Loss label-smoothing",
        "Loss symmetric-cross-entropy",
        "Metric balanced-accuracy", "Metric brier-score",
        "Model cnn", "Model deep-linear", "Model linear", "Model mlp", "Model resnet18",
        "Noise asymmetric", "Noise from-file", "Noise instance-dependent", "Noise none", "Noise pair-flip", "Noise symmetric",
        "Noise transition-matrix",
        "Optimizer 1-sam", "Optimizer derived-penalty", "Optimizer j-sam", "Optimizer l-sam", "Optimizer m-sam", "Optimizer n-sam",
        "Optimizer regularized-sgd", "Optimizer sgd",
        "Schedule constant", "Schedule cosine", "Schedule step",
        "SuspectScore area-under-margin", "SuspectScore last-loss", "SuspectScore logit-weight", "SuspectScore mean-loss",
        "SuspectScore sam-weight",
    ];

    [Fact]
    public void Json_lists_every_shipped_component()
    {
        var plugins = List();

        Assert.All(plugins, plugin => Assert.Equal("Active", (string?)plugin!["status"]));
        Assert.All(plugins, plugin => Assert.Matches("^[0-9a-f]{64}$", (string?)plugin!["sha256"]));
        Assert.All(plugins, plugin => Assert.StartsWith("0.1.0", (string?)plugin!["version"], StringComparison.Ordinal));
        Assert.Equal(
            Shipped, Components(plugins).Select(component => $"{component["kind"]} {component["name"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_option_of_every_shipped_component_has_a_description_and_a_default()
    {
        var options = Components(List())
            .SelectMany(
                component =>
                    component["options"]!["properties"]!.AsObject()
                        .Select(option => (Component: (string)component["name"]!, Schema: component["options"]!, Option: option)))
            .ToList();

        // Whatever is added later: today there are more than 30.
        Assert.True(options.Count > 30, $"There are {options.Count} options.");
        Assert.All(options, item =>
        {
            var (component, schema, (name, option)) = item;
            Assert.True(((string?)option!["description"])?.Length > 10, $"{component}: {name} has no description.");
            var isRequired = (schema["required"] as JsonArray)?.Any(required => (string?)required == name) == true;
            var isNullable = option["type"] is JsonArray types && types.Any(type => (string?)type == "null");
            Assert.True(option["default"] is not null || isRequired || isNullable, $"{component}: {name} has no default.");
        });
    }

    [Fact]
    public void An_option_is_listed_with_its_default_and_range()
    {
        var rho = Components(List()).Single(component => (string?)component["name"] == "1-sam")["options"]!["properties"]!["Rho"]!;

        Assert.Equal(0.05, (double)rho["default"]!);
        Assert.Equal(0, (double)rho["minimum"]!);
    }

    [Fact]
    public void Text_names_plugins_hashes_components_and_options()
    {
        using var run = new CommandRun();

        var result = run.Invoke("plugins");

        Assert.Equal(ExitCode.Success, result.Exit);
        var optimizer = Assert.Single(List(), plugin => (string?)plugin!["name"] == "Optimizer.Sam")!;
        Assert.Contains($"Optimizer.Sam {optimizer["version"]}  Active", result.Output, StringComparison.Ordinal);
        Assert.Contains($"SHA-256 {optimizer["sha256"]}", result.Output, StringComparison.Ordinal);
        Assert.Contains("optimizer 1-sam: SAM with a perturbation for each example.", result.Output, StringComparison.Ordinal);
        Assert.Contains("Rho = 0.05  rho: the perturbation radius", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Plugins_that_are_not_active_are_listed_with_status_and_reason()
    {
        using var run = new CommandRun();

        var text = run.Invoke("plugins", "--set", "Plugins:Disabled=Optimizer.Sgd");
        var json =
            run.Invoke("plugins", "--json", "--set", "Plugins:Directories=" + Path.Combine(AppContext.BaseDirectory, "test-plugins"));

        Assert.Contains("Disabled: The configuration disables it", text.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Success, ExitCode.Success), (text.Exit, json.Exit));
        var broken = JsonNode.Parse(json.Output)!.AsArray().Single(plugin => (string?)plugin!["name"] == "ThrowsWhileRegistering")!;
        Assert.Equal("ThrewWhileRegistering", (string?)broken["status"]);
        Assert.Contains("the moon is in the wrong phase", (string?)broken["reason"], StringComparison.Ordinal);
        Assert.Empty(broken["components"]!.AsArray());
    }

    private static JsonArray List()
    {
        using var run = new CommandRun();
        var result = run.Invoke("plugins", "--json");
        Assert.Equal(ExitCode.Success, result.Exit);
        return JsonNode.Parse(result.Output)!.AsArray();
    }

    private static IEnumerable<JsonNode> Components(JsonArray plugins) =>
        plugins.SelectMany(plugin => plugin!["components"]!.AsArray()).Select(component => component!);
}
