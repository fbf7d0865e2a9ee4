using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SamHost.TestSupport;
using SamHost.Training;

namespace SamHost.Runs.Tests;

/// <summary>The files of a run folder.</summary>
public class RunFilesTests
{
    [Fact]
    public void The_configuration_is_resolved_with_every_default()
    {
        using var study =
            new SmallStudy("""{ "Study": { "Optimizers": [{ "Name": "1-sam", "Label": "one" }], "Schedule": { "Name": "cosine" } } }""");

        var config = Json(study.RunToTheEnd().Single().Folder, "config.json");

        Assert.Equal("one", (string?)config["Label"]);
        Assert.Equal("1-sam", (string?)config["Optimizer"]!["Name"]);
        Assert.Equal(0.05, (double)config["Optimizer"]!["Options"]!["Rho"]!);
        Assert.Equal(0.9, (double)config["BaseRule"]!["Options"]!["Momentum"]!);
        Assert.Equal(0, (double)config["Schedule"]!["Options"]!["WarmupEpochs"]!);
        Assert.Equal(0.3, (double)config["Dataset"]!["Options"]!["NoiseStd"]!);
        Assert.Equal("OtherClasses", (string?)config["Noise"]!["Options"]!["Over"]);
        Assert.Equal("Relu", (string?)config["Model"]!["Options"]!["Activation"]);
        Assert.Equal(
            (1, 2, 16, 1), ((int)config["Seed"]!, (int)config["Epochs"]!, (int)config["BatchSize"]!, (int)config["EvaluationEvery"]!));
        Assert.Equal("cpu", (string?)config["Torch"]!["Device"]);
    }

    [Fact]
    public void The_manifest_says_what_the_run_was_made_with_and_what_became_of_it()
    {
        using var study = new SmallStudy("""{ "Study": { "EarlyStopping": { "ValidationFraction": 0.1, "Patience": 9 } } }""");
        var outcome = study.RunToTheEnd().Single();

        var manifest = Json(outcome.Folder, "manifest.json");

        Assert.Equal(Path.GetFileName(outcome.Folder), (string?)manifest["run"]);
        Assert.Equal(("small", "completed", null), ((string?)manifest["study"], (string?)manifest["status"], (string?)manifest["reason"]));
        Assert.True((DateTimeOffset)manifest["started"]! <= (DateTimeOffset)manifest["ended"]!);
        Assert.Equal(("cpu", 1), ((string?)manifest["device"], (int)manifest["threads"]!));
        Assert.All(
            new[] { "version", "commit", "dirty", "runtime", "system" },
            key => Assert.True(manifest["host"]!.AsObject().ContainsKey(key), key));
        Assert.Equal("0.107.0", (string?)manifest["packages"]!["TorchSharp"]);

        Assert.Equal(
            ["Dataset.GaussianToy", "Noise.ClassConditional", "Model.Mlp", "Optimizer.Sgd", "Loss.CrossEntropy", "BaseRule.Torch",
                "Schedule.Warmup"],
            manifest["plugins"]!.AsArray().Select(plugin => (string?)plugin!["name"]));
        foreach (var plugin in manifest["plugins"]!.AsArray())
        {
            var file = Path.Combine(AppContext.BaseDirectory, "plugins", (string)plugin!["name"]!, plugin["name"] + ".dll");
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), (string?)plugin["sha256"], ignoreCase: true);
        }

        var seeds = new SeedSequence(1);
        Assert.Equal(
            [seeds.Root, seeds.Data, seeds.Noise, seeds.Validation, seeds.Weights, seeds.Model, seeds.Order(1)],
            manifest["seeds"]!.AsObject().Select(seed => (long)seed.Value!));

        using var data = study.Scenes.LoadData(seeds);
        Assert.Equal(data.Sha256, (string?)manifest["dataset"]!["sha256"]);
        Assert.Equal((60, 6, 40, 2), (Count("train"), Count("validation"), Count("test"), Count("classes")));
        Assert.Equal(data.Labels.FlippedCount, (int)manifest["labelNoise"]!["mislabelled"]!);
        Assert.Equal(data.Labels.FlippedCount / 60.0, (double)manifest["labelNoise"]!["realisedRate"]!);
        Assert.Equal(outcome.Result!.Final.TestAccuracy, (double)manifest["result"]!["finalTestAccuracy"]!);
        Assert.Equal(outcome.Result.PeakTestAccuracy, (double)manifest["result"]!["peakTestAccuracy"]!);

        int Count(string part) => (int)manifest["dataset"]![part]!;
    }

    [Fact]
    public void The_hash_of_the_data_is_that_of_their_bytes()
    {
        using var study = new SmallStudy();
        using var data = study.Scenes.LoadData(new SeedSequence(1));
        using var other = study.Scenes.LoadData(new SeedSequence(2));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var value in data.AllInputs().data<float>().ToArray()) hash.AppendData(BitConverter.GetBytes(value));
        foreach (var value in data.TrueLabels.data<long>().ToArray()) hash.AppendData(BitConverter.GetBytes(value));
        foreach (var value in data.AllTestInputs().data<float>().ToArray()) hash.AppendData(BitConverter.GetBytes(value));
        foreach (var value in data.TestLabels.data<long>().ToArray()) hash.AppendData(BitConverter.GetBytes(value));

        Assert.Equal(Convert.ToHexStringLower(hash.GetHashAndReset()), data.Sha256);
        Assert.NotEqual(data.Sha256, other.Sha256);
    }

    [Fact]
    public void The_metrics_have_a_row_an_epoch_and_cells_where_there_was_an_evaluation()
    {
        using var study = new SmallStudy("""{ "Study": { "Epochs": 5, "EvaluationEvery": 2 } }""");
        var diary = new Diary("a", []);
        study.Observe = (_, _) => diary;
        var folder = study.RunToTheEnd().Single().Folder;

        Assert.Equal([1, 2, 3, 4, 5], MetricsRows.Column(folder, "epoch"));
        Assert.All(MetricsRows.Column(folder, "train_loss"), loss => Assert.True(loss > 0));
        Assert.All(MetricsRows.Column(folder, "learning_rate"), rate => Assert.Equal(0.05, rate));
        Assert.Equal([false, true, false, true, true], MetricsRows.Column(folder, "test_loss").Select(loss => loss is not null));
        Assert.Equal(
            diary.Evaluations.Select(evaluation => (double?)evaluation.TestAccuracy),
            MetricsRows.Column(folder, "test_accuracy").Where(cell => cell is not null));
        Assert.All(MetricsRows.Column(folder, "validation_loss"), Assert.Null);
    }

    [Fact]
    public void A_run_that_is_made_again_keeps_its_earlier_results_beside_the_new_ones()
    {
        using var study = new SmallStudy();
        var first = study.RunToTheEnd().Single().Folder;
        File.WriteAllText(Path.Combine(first, "note.txt"), "mine");
        study.Again = true;

        var second = study.RunToTheEnd().Single().Folder;

        Assert.Equal(first, second);
        Assert.False(File.Exists(Path.Combine(second, "note.txt")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(second + ".previous", "note.txt")));
        Assert.Contains("ran before", Assert.Single(study.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cancelled_run_writes_what_it_has_and_says_so()
    {
        using var study = new SmallStudy("""{ "Study": { "Epochs": 9, "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }""");
        using var source = new CancellationTokenSource();
        study.Observe = (_, _) => new Diary("a", [], line =>
        {
            if (line == "StepCompleted 3 9") source.Cancel();
        });

        var result = study.RunUntil(source.Token);

        Assert.True(result.Cancelled);
        Assert.Empty(result.Outcomes);
        var folder = Assert.Single(Directory.GetDirectories(Path.Combine(study.Folder, "runs", "small")));
        Assert.Equal(2, MetricsRows.Column(folder, "epoch").Count);
        Assert.Equal("cancelled", (string?)Json(folder, "manifest.json")["status"]);
        Assert.Contains("was interrupted", Assert.Single(study.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_fails_says_why_and_the_others_go_on()
    {
        using var study = new SmallStudy("""{ "Study": { "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }""");
        study.Observe = (label, _) => new Diary("a", [], line =>
        {
            if (label == "sgd" && line == "EpochStarting 2") throw new InvalidOperationException("it rains");
        });

        var outcomes = study.Run().Outcomes;

        Assert.Equal(["The observer Diary failed in EpochStarting: it rains", null], outcomes.Select(outcome => outcome.Error));
        var manifest = Json(outcomes[0].Folder, "manifest.json");
        Assert.Equal(
            ("failed", "The observer Diary failed in EpochStarting: it rains"), ((string?)manifest["status"], (string?)manifest["reason"]));
        Assert.Contains("Diary.cs", File.ReadAllText(Path.Combine(outcomes[0].Folder, "error.txt")), StringComparison.Ordinal);
        Assert.Equal("completed", (string?)Json(outcomes[1].Folder, "manifest.json")["status"]);
    }

    private static JsonNode Json(string folder, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!;
}
