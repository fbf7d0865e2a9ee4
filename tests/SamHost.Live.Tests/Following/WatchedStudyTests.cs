using System.Text.Json.Nodes;
using SamHost.Live.Following;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Live.Tests.Following;

/// <summary>What a page is told, against the files that it is told of.</summary>
public sealed class WatchedStudyTests(ToyStudy toy) : IClassFixture<ToyStudy>, IDisposable
{
    private readonly GrowingStudy _growing = new(toy.Runs[1]);

    public void Dispose() => _growing.Dispose();

    [Fact]
    public void A_run_waits_then_grows_row_by_row_then_ends()
    {
        var study = Planned();

        Assert.Equal("waiting", (string?)Run(study.Poll())["status"]);
        _growing.Begin();
        Assert.Equal("running", (string?)Run(study.Poll())["status"]);
        _growing.AppendEpoch(1);
        study.Poll();
        _growing.AppendEpoch(2);
        var second = study.Poll();

        var metrics = Event(second, "metrics");
        Assert.Equal((1, "[2]"), ((int)metrics["from"]!, metrics["epochs"]!.ToJsonString()));
        Assert.Equal(MetricsRows.Column(toy.Runs[1], "test_accuracy")[1], (double?)metrics["columns"]!["test_accuracy"]![0]);
        Assert.Equal((2, 4), ((int)Run(second)["epoch"]!, (int)Run(second)["epochs"]!));
        Assert.Empty(study.Poll());
        File.Copy(Path.Combine(toy.Runs[1], RunFolder.ManifestFile), Path.Combine(_growing.Run, RunFolder.ManifestFile), overwrite: true);
        Assert.Equal("completed", (string?)Run(study.Poll())["status"]);
    }

    [Fact]
    public void A_run_whose_process_is_gone_is_interrupted()
    {
        var study = Planned();
        _growing.Begin();
        study.Poll();

        _growing.SetStatus("running", new ProcessIdentity(Environment.MachineName, int.MaxValue, DateTimeOffset.UnixEpoch));

        Assert.Equal("interrupted", (string?)Run(study.Poll())["status"]);
    }

    [Fact]
    public void Rows_that_are_taken_back_are_told_from_where_they_differ()
    {
        var study = Planned();
        _growing.Begin();
        _growing.WriteEpochs(4);
        study.Poll();

        // As a run that goes on from a checkpoint after the first epoch.
        _growing.WriteEpochs(1);
        var metrics = Event(study.Poll(), "metrics");

        Assert.Equal((1, 0), ((int)metrics["from"]!, metrics["epochs"]!.AsArray().Count));
    }

    [Fact]
    public void What_a_new_page_is_told_are_the_values_of_the_files()
    {
        var study = new WatchedStudy(ShownRuns.Named([Path.GetDirectoryName(toy.Runs[0])!], "runs"));
        study.Poll();

        var whole = study.Whole();

        Assert.Equal(["sgd", "1-sam"], Event(whole, "study")["groups"]!.AsArray().Select(name => (string?)name));
        foreach (var (place, told) in whole.Where(told => told.Type == "metrics").Select(told => JsonNode.Parse(told.Json)!).Index())
        {
            foreach (var (name, values) in told["columns"]!.AsObject())
            {
                var shown = values!.AsArray().Select(value => (double?)value);
                // The files of known truth have no such column.
                if (name == "train_accuracy") Assert.All(shown, value => Assert.Null(value));
                else Assert.Equal(MetricsRows.Column(toy.Runs[place], name), shown);
            }
        }
    }

    [Fact]
    public async Task The_bands_and_the_share_are_those_of_the_recorded_examples()
    {
        var study = new WatchedStudy(ShownRuns.Named([toy.Runs[1]], "runs"));
        study.Poll();

        var epochs = Event(study.Whole(), "weights")["epochs"]!.AsArray();

        Assert.Equal([1, 2, 3, 4], epochs.Select(epoch => (int)epoch!["epoch"]!));
        Assert.Equal([false, true, false, true], epochs.Select(epoch => epoch!["total"] is not null));
        var rows = (await ExampleRows.Read(toy.Runs[1])).Where(row => row.Epoch == 4).ToList();
        var clean = rows.Where(row => !row.IsFlipped).Select(row => row.Weight!.Value).Order().ToList();
        var band = epochs[3]!["total"]!["clean"]!;
        foreach (var (name, part) in new[] { ("low", 0.05), ("median", 0.5), ("high", 0.95) })
        {
            // NumPy's quantile: between the two nearest, in proportion.
            var place = part * (clean.Count - 1);
            var (below, above) = (clean[(int)place], clean[(int)Math.Ceiling(place)]);
            Assert.Equal(below + ((place - (int)place) * (above - below)), (double)band[name]!, 1e-12);
        }

        var share = rows.Where(row => !row.IsFlipped).Sum(row => row.Weight * row.GradientNorm)
            / rows.Sum(row => row.Weight * row.GradientNorm);
        Assert.Equal(share!.Value, (double)epochs[3]!["cleanShare"]!, 12);
    }

    [Fact]
    public void A_file_in_the_middle_of_an_epoch_is_read_when_it_is_whole()
    {
        var study = Planned();
        _growing.Begin();
        study.Poll();

        _growing.WriteExamples(0.9);
        Assert.DoesNotContain(study.Poll(), told => told.Type == "weights");
        _growing.WriteExamples();

        Assert.Equal(4, Event(study.Poll(), "weights")["epochs"]!.AsArray().Count);
    }

    [Fact]
    public void A_damaged_file_of_a_run_that_has_ended_is_named()
    {
        var study = Planned();
        _growing.Begin();
        _growing.WriteExamples(0.9);
        _growing.SetStatus("failed", ProcessIdentity.Own());

        Assert.Contains("examples.parquet cannot be read", (string?)Run(study.Poll())["problem"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_left_is_that_of_the_epochs_until_now()
    {
        var (run, waiting) = (_growing.Run, Path.Combine(_growing.Folder, "1-sam-s2-0000000000"));
        var study = new WatchedStudy(new ShownRuns(() =>
            [new ShownRun(run, new PlannedShape("1-sam", 1, 4)), new ShownRun(waiting, new PlannedShape("1-sam", 2, 4))]));
        _growing.Begin();
        _growing.WriteEpochs(1);
        var metrics = Path.Combine(run, RunFolder.MetricsFile);
        File.SetLastWriteTimeUtc(metrics, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        study.Poll();
        _growing.WriteEpochs(3);
        File.SetLastWriteTimeUtc(metrics, new DateTime(2030, 1, 1, 0, 0, 20, DateTimeKind.Utc));

        var state = Event(study.Poll(), "study");

        // Ten seconds an epoch: one is left of the first run, four of the second.
        Assert.Equal([10.0, 40.0], state["runs"]!.AsArray().Select(one => (double?)one!["secondsLeft"]));
        Assert.Equal(50, (double?)state["secondsLeft"]);
    }

    private WatchedStudy Planned() =>
        new(new ShownRuns(() => [new ShownRun(_growing.Run, new PlannedShape("1-sam", 1, 4))]));

    private static JsonNode Run(IReadOnlyList<LiveEvent> events) => Event(events, "study")["runs"]![0]!;

    private static JsonNode Event(IReadOnlyList<LiveEvent> events, string type) =>
        JsonNode.Parse(Assert.Single(events, told => told.Type == type).Json)!;
}
