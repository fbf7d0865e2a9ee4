using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.Torch;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Plans;

/// <summary>The resolved configuration of one run, defaults included, and the id that follows from it.</summary>
public sealed partial class RunConfiguration
{
    private readonly StudyPlan _plan;
    private readonly OptimizerPlan _optimizer;
    private readonly long _seed;
    private readonly int _threads;

    public RunConfiguration(StudyPlan plan, OptimizerPlan optimizer, long seed)
    {
        (_plan, _optimizer, _seed) = (plan, optimizer, seed);
        _threads = plan.Torch.Threads ?? get_num_threads();
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(Json.ToJsonString()));
        Id = string.Create(
            CultureInfo.InvariantCulture,
            $"{NotAFileName().Replace(optimizer.Label, "_")}-s{seed}-{Convert.ToHexStringLower(digest)[..10]}");
    }

    /// <summary>
    /// The configuration, in an order of its own: the same settings make the same text. Made anew each time: it lists epochs, and a study
    /// of many runs and epochs has no room for all of them at once.
    /// </summary>
    public JsonObject Json
    {
        get
        {
            var study = _plan.Study;
            var json = _optimizer.ToJson();
            json["Seed"] = _seed;
            json["Epochs"] = study.Epochs;
            json["BatchSize"] = study.BatchSize;
            json["EvaluationEvery"] = study.EvaluationEvery;
            json["RecordExamplesAt"] = Epochs(_plan.RecordsExamplesAt);
            json["RecordWeightsAt"] = Epochs(_plan.RecordsWeightsAt);
            json["Dataset"] = _plan.Dataset.ToJson();
            json["Noise"] = _plan.Noise.ToJson();
            json["Model"] = _plan.Model.ToJson();
            json["EarlyStopping"] = study.EarlyStopping is null ? null : OptionsText.ToJson(study.EarlyStopping);
            // Left out where it is the default, so that a run has the id that it had before there was a choice.
            if (study.OnDivergence != DivergencePolicy.Stop) json["OnDivergence"] = study.OnDivergence.ToString();
            if (study.Fold is not null) json["Fold"] = OptionsText.ToJson(study.Fold);
            if (study.InitialWeights is not null) json["InitialWeights"] = OptionsText.ToJson(study.InitialWeights);
            if (_plan.Metrics.Count > 0) json["Metrics"] = new JsonArray([.. _plan.Metrics.Select(metric => metric.ToJson())]);
            json["Observers"] = new JsonArray([.. _plan.Observers.Select(observer => observer.ToJson())]);
            json["Gradients"] = OptionsText.ToJson(_plan.Gradients);
            json["Torch"] = new JsonObject { ["Device"] = _plan.Torch.Device, ["Threads"] = _threads };
            if (_plan.Torch.Precision != TorchPrecision.Float32) json["Torch"]!["Precision"] = _plan.Torch.Precision.ToString();
            return json;

            JsonArray Epochs(Func<int, bool> isAmong) =>
                new([.. Enumerable.Range(1, study.Epochs).Where(isAmong).Select(epoch => JsonValue.Create(epoch))]);
        }
    }

    /// <summary>The run's id: label, seed, and the beginning of the configuration's SHA-256.</summary>
    public string Id { get; }

    [GeneratedRegex("[^A-Za-z0-9._-]")]
    private static partial Regex NotAFileName();
}
