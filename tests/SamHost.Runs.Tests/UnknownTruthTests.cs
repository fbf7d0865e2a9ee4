using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Runs.Tests;

/// <summary>The files of a run of which nobody knows the wrong labels.</summary>
public sealed class UnknownTruthTests : IDisposable
{
    private readonly SmallStudy _study = new(SmallStudy.UnknownTruth);

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task The_examples_have_ids_and_no_truth_and_are_read_back_without_it()
    {
        var folder = _study.RunToTheEnd().Single().Folder;

        var lines = (await ParquetLines.Read(Path.Combine(folder, "examples.parquet"))).Select(line => line.Split(',')).ToList();
        var (id, flipped, given, truth) = (Column("id"), Column("is_flipped"), Column("given_label"), Column("true_label"));
        Assert.Equal(2 * 45, lines.Count - 1);
        Assert.All(lines.Skip(1), row =>
        {
            Assert.Equal(("", ""), (row[flipped], row[truth]));
            Assert.StartsWith("point-", row[id], StringComparison.Ordinal);
            Assert.Equal(int.Parse(row[id][6..], CultureInfo.InvariantCulture) % 2, int.Parse(row[given], CultureInfo.InvariantCulture));
        });
        var run = RunSelection.Of([folder], "runs").Runs.Single();
        var epochs = run.Examples.Epochs().ToList();
        Assert.All(
            epochs,
            epoch => Assert.Equal(
                (null, null, null, null), (epoch.IsFlipped, epoch.TrueLabel, epoch.CleanShare, epoch.At(0).IsFlipped)));
        Assert.Equal(lines.Skip(1).Select(row => row[id]), epochs.SelectMany(epoch => epoch.Id));

        int Column(string name) => Array.IndexOf(lines[0], name);
    }

    [Fact]
    public void Metrics_have_one_accuracy_on_training_examples()
    {
        var outcome = _study.RunToTheEnd().Single();

        var header = File.ReadLines(Path.Combine(outcome.Folder, "metrics.csv")).First().Split(',');
        Assert.Contains("train_accuracy", header);
        Assert.DoesNotContain(header, name => name.StartsWith("train_accuracy_", StringComparison.Ordinal));
        var last = MetricsRows.Column(outcome.Folder, "train_accuracy")[^1];
        Assert.Equal(outcome.Result!.Final.TrainAccuracy, last);
        Assert.InRange(last!.Value, 0.01, 1);
    }

    [Fact]
    public void The_manifest_names_the_classes_and_leaves_open_how_many_labels_are_wrong()
    {
        var folder = _study.RunToTheEnd().Single().Folder;

        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;
        Assert.Equal(["no", "yes"], manifest["dataset"]!["classNames"]!.AsArray().Select(name => (string)name!));
        Assert.Equal((null, null), (manifest["labelNoise"]!["mislabelled"], manifest["labelNoise"]!["realisedRate"]));
        var run = RunSelection.Of([folder], "runs").Runs.Single();
        Assert.Equal((null, null, "yes"), (run.MislabelledCount, run.NoiseRate, run.NameOfClass(1)));
    }
}
