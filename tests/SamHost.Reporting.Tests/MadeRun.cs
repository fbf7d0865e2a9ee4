using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Configuration;

namespace SamHost.Reporting.Tests;

/// <summary>A run that nobody trained: numbers made for a test, in a folder as a run leaves it.</summary>
internal sealed record MadeRun
{
    private static readonly string[] Columns =
    [
        "epoch", "learning_rate", "train_loss", "test_loss", "test_accuracy", "train_accuracy_clean", "train_accuracy_mislabelled",
        "train_accuracy_mislabelled_true", "last_hidden_norm", "last_weight_norm", "validation_loss", "validation_accuracy",
    ];

    public string Optimizer { get; init; } = "sgd";

    public string? Label { get; init; }

    public long Seed { get; init; } = 1;

    public double? Rho { get; init; }

    public double LearningRate { get; init; } = 0.05;

    public double NoiseRate { get; init; } = 0.4;

    public int Classes { get; init; } = 10;

    /// <summary>The values of the sweep by their paths, as JSON.</summary>
    public (string Path, string Json)[] Sweep { get; init; } = [];

    /// <summary>The test accuracy, an epoch each.</summary>
    public double[] Accuracy { get; init; } = [0.5, 0.6];

    /// <summary>The training loss; falling where none is given.</summary>
    public double[]? Loss { get; init; }

    /// <summary>The validation accuracy at the end; null for no validation data.</summary>
    public double? Validation { get; init; }

    /// <summary>Whether the columns about training examples are there.</summary>
    public bool HasTrainColumns { get; init; } = true;

    public int? TestCount { get; init; }

    public double? SecondsAnEpoch { get; init; } = 2;

    public string? FailedBy { get; init; }

    /// <summary>The processors of its parts.</summary>
    public string[] Processors { get; init; } = [];

    /// <summary>Writes its folder below that of a study.</summary>
    public string Write(string study)
    {
        var point = string.Concat(Sweep.Select(value => $" {value.Path.Split(':')[^1]}={value.Json.Trim('"')}"));
        var label = $"{Label ?? Optimizer}{point}";
        var hash = string.GetHashCode(label + Seed.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).ToString("x8", null);
        var name = $"run-{Directory.GetDirectories(study).Length}-s{Seed}-{hash}";
        var folder = Directory.CreateDirectory(Path.Combine(study, name)).FullName;
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonText.Of(Configuration(label)));
        File.WriteAllText(Path.Combine(folder, "manifest.json"), JsonText.Of(Manifest(folder)));
        File.WriteAllLines(Path.Combine(folder, "metrics.csv"), Metrics());
        return folder;
    }

    private JsonObject Configuration(string label)
    {
        var configuration = new JsonObject
        {
            ["Label"] = label,
            ["Optimizer"] = Component(Optimizer, Rho is { } rho ? new JsonObject { ["Rho"] = rho } : []),
            ["BaseRule"] = Component("sgd", new JsonObject { ["LearningRate"] = LearningRate }),
            ["Schedule"] = Component("constant", []),
            ["Seed"] = Seed,
            ["Epochs"] = Accuracy.Length,
            ["BatchSize"] = 32,
            ["Dataset"] = Component("table", new JsonObject { ["Path"] = "/home/somebody/secret/flowers.csv" }),
            ["Noise"] = Component("symmetric", new JsonObject { ["Rate"] = NoiseRate }),
            ["Model"] = Component("mlp", new JsonObject { ["HiddenSizes"] = new JsonArray(16) }),
        };
        foreach (var (path, json) in Sweep)
        {
            // As planning does it: the value stands where the path says.
            var (place, key) = path.Split(':') switch
            {
                [_, var component, "Options", var option] => (configuration[component]!["Options"]!, option),
                [_, "Optimizers", _, "Options", var option] => (configuration["Optimizer"]!["Options"]!, option),
                var parts => (configuration, parts[1]),
            };
            place[key] = Plain(json);
        }

        return configuration;
    }

    // 1e-5 and 0.00001 are the same once they are bound.
    private static JsonNode? Plain(string json) =>
        double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonNode.Parse(json);

    private JsonObject Manifest(string folder) => new()
    {
        ["run"] = Path.GetFileName(folder),
        ["study"] = "made",
        ["status"] = FailedBy is null ? "completed" : "failed",
        ["reason"] = FailedBy,
        ["started"] = DateTimeOffset.UnixEpoch.AddSeconds(int.Parse(Path.GetFileName(folder).Split('-')[1], CultureInfo.InvariantCulture))
            .ToString("O"),
        ["process"] = new JsonObject { ["host"] = "my-own-laptop", ["id"] = 7, ["started"] = DateTimeOffset.UnixEpoch.ToString("O") },
        ["libtorch"] = "/opt/somewhere/libtorch",
        ["perturbationRadius"] = Rho,
        ["sweep"] = Sweep.Length == 0 ? null : new JsonObject(
            Sweep.Select(value => KeyValuePair.Create(value.Path, JsonNode.Parse(value.Json)))),
        ["dataset"] = new JsonObject { ["sha256"] = "0", ["classes"] = Classes, ["test"] = TestCount },
        ["labelNoise"] = new JsonObject { ["mislabelled"] = 40, ["realisedRate"] = NoiseRate },
        ["metrics"] = new JsonArray(),
        ["parts"] = new JsonArray(
            [.. Processors.Select(name => new JsonObject { ["host"] = "my-own-laptop", ["processor"] = name, ["device"] = null })]),
        ["time"] = new JsonObject { ["secondsAnEpoch"] = SecondsAnEpoch, ["epochs"] = 1 },
        ["result"] = FailedBy is not null ? null : new JsonObject
        {
            ["epochs"] = Accuracy.Length,
            ["peakTestAccuracy"] = Accuracy.Max(),
            ["peakEpoch"] = 1 + Array.IndexOf(Accuracy, Accuracy.Max()),
            ["finalTestAccuracy"] = Accuracy[^1],
            ["seconds"] = 100,
        },
    };

    private IEnumerable<string> Metrics() =>
        Accuracy.Select((accuracy, place) => string.Join(',', Row(accuracy, place))).Prepend(string.Join(',', Columns));

    private IEnumerable<string> Row(double accuracy, int place)
    {
        double? loss = Loss is null ? 2.3 / (place + 1) : Loss[place];
        double?[] train = HasTrainColumns ? [accuracy, 1 - accuracy, accuracy / 2] : [null, null, null];
        double?[] values =
        [
            place + 1, LearningRate, loss, loss, accuracy, .. train, 1 + (0.1 * place), 2 + (0.1 * place), null,
            place == Accuracy.Length - 1 ? Validation : null,
        ];
        return values.Select(value => value?.ToString("R", CultureInfo.InvariantCulture) ?? "");
    }

    private static JsonObject Component(string name, JsonObject options) => new() { ["Name"] = name, ["Options"] = options };
}
