using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SamHost.Plugins.Loading;
using SamHost.Runs;
using SamHost.Studies.Plans;
using SamHost.Torch;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Execution;

/// <summary>What a run is made with, as <c>manifest.json</c> holds it from the run's start.</summary>
internal static class RunDescription
{
    /// <summary>The SHA-256 of labels.</summary>
    public static string HashOf(IReadOnlyList<long> labels) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<long>(labels.ToArray())));

    /// <summary>Collects it.</summary>
    public static JsonObject Of(
        RunConfiguration configuration, StudyPlan plan, OptimizerPlan optimizer, SeedSequence seeds, TrainingData data, Device device,
        string? weights) =>
            new()
    {
        ["run"] = configuration.Id,
        ["study"] = plan.Study.Name,
        ["status"] = "running",
        ["started"] = DateTimeOffset.UtcNow.ToString("O"),
        ["process"] = ProcessIdentity.Own().ToJson(),
        ["host"] = Host(),
        ["perturbationRadius"] = optimizer.PerturbationRadius,
        ["sweep"] = optimizer.Point.DeepClone(),
        ["plugins"] = PluginsOf(plan, optimizer),
        ["packages"] = Packages(),
        ["device"] = device.ToString(),
        ["threads"] = get_num_threads(),
        ["libtorch"] = LibTorch.Folder,
        ["oneDnnIsOff"] = OneDnn.IsOff,
        ["gradientsMemoryBudgetMiB"] = plan.Gradients.EffectiveMemoryBudget(),
        ["seeds"] = new JsonObject
        {
            ["root"] = seeds.Root,
            ["data"] = seeds.Data,
            ["noise"] = seeds.Noise,
            ["validation"] = seeds.Validation,
            ["weights"] = seeds.Weights,
            ["model"] = seeds.Model,
            ["orderOfEpoch1"] = seeds.Order(1),
        },
        ["dataset"] = new JsonObject
        {
            ["sha256"] = data.Sha256,
            ["train"] = data.Labels.Count,
            ["validation"] = data.ValidationIndices.shape[0],
            ["test"] = data.TestLabels.shape[0],
            ["classes"] = data.Shape.ClassCount,
            ["classNames"] = new JsonArray([.. data.ClassNames.Select(name => JsonValue.Create(name))]),
        },
        ["files"] = data.FilesStamp,
        ["initialWeights"] = weights is null ? null : new JsonObject { ["sha256"] = weights },
        ["labelNoise"] = new JsonObject
        {
            ["mislabelled"] = data.Labels.FlippedCount,
            ["realisedRate"] = data.Labels.NoiseRate,
            ["sha256"] = HashOf(data.Labels.GivenLabels),
        },
    };

    /// <summary>The plugins that a run is made with.</summary>
    public static JsonArray PluginsOf(StudyPlan plan, OptimizerPlan optimizer) =>
        [
            .. new[] { plan.Dataset, plan.Noise, plan.Model }.Concat(optimizer.Components).Concat(plan.Metrics).Concat(plan.Observers)
                .Concat(plan.GradientRules)
                .Select(component => component.Descriptor.Plugin).Distinct().Select(Describe),
        ];

    private static JsonObject Host()
    {
        var assembly = typeof(RunDescription).Assembly;
        var metadata = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(item => item.Key, item => item.Value);
        return new JsonObject
        {
            ["version"] = assembly.GetName().Version!.ToString(3),
            ["commit"] = metadata.GetValueOrDefault("Commit"),
            ["dirty"] = metadata.GetValueOrDefault("Dirty") is { } dirty ? dirty == "true" : null,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
        };
    }

    private static JsonObject Describe(PluginIdentity plugin) => new()
    {
        ["name"] = plugin.Name,
        ["version"] = plugin.Version,
        ["sha256"] = plugin.Sha256,
    };

    private static JsonObject Packages()
    {
        Type[] types = [
            typeof(Tensor), typeof(McMaster.NETCore.Plugins.PluginLoader), typeof(Parquet.ParquetWriter),
            typeof(Microsoft.Extensions.Hosting.Host)];
        return new JsonObject(types.Select(type => type.Assembly).Select(assembly => KeyValuePair.Create<string, JsonNode?>(
            assembly.GetName().Name!,
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0])));
    }
}
