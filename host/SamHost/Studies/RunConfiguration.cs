using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies;

/// <summary>The resolved configuration of one run, defaults included, and the id that follows from it.</summary>
public sealed partial class RunConfiguration
{
    public RunConfiguration(StudyPlan plan, OptimizerPlan optimizer, long seed)
    {
        var study = plan.Study;
        Json = optimizer.ToJson();
        Json["Seed"] = seed;
        Json["Epochs"] = study.Epochs;
        Json["BatchSize"] = study.BatchSize;
        Json["EvaluationEvery"] = study.EvaluationEvery;
        Json["RecordExamplesAt"] = Epochs(plan.RecordsExamplesAt);
        Json["RecordWeightsAt"] = Epochs(plan.RecordsWeightsAt);
        Json["Dataset"] = plan.Dataset.ToJson();
        Json["Noise"] = plan.Noise.ToJson();
        Json["Model"] = plan.Model.ToJson();
        Json["EarlyStopping"] = study.EarlyStopping is null ? null : OptionsText.ToJson(study.EarlyStopping);
        // Left out where it is the default, so that a run has the id that it had before there was a choice.
        if (study.OnDivergence != DivergencePolicy.Stop) Json["OnDivergence"] = study.OnDivergence.ToString();
        Json["Observers"] = new JsonArray([.. plan.Observers.Select(observer => observer.ToJson())]);
        Json["Gradients"] = OptionsText.ToJson(plan.Settings.Gradients);
        Json["Torch"] = new JsonObject { ["Device"] = plan.Settings.Torch.Device, ["Threads"] = plan.Settings.Torch.Threads ?? get_num_threads() };
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(Json.ToJsonString()));
        Id = string.Create(
            CultureInfo.InvariantCulture,
            $"{NotAFileName().Replace(optimizer.Label, "_")}-s{seed}-{Convert.ToHexStringLower(digest)[..10]}");

        JsonArray Epochs(Func<int, bool> isAmong) => new([.. Enumerable.Range(1, study.Epochs).Where(isAmong).Select(epoch => JsonValue.Create(epoch))]);
    }

    /// <summary>The configuration, in an order of its own: the same settings make the same text.</summary>
    public JsonObject Json { get; }

    /// <summary>The run's id: label, seed, and the beginning of the configuration's SHA-256.</summary>
    public string Id { get; }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex NotAFileName();
}
