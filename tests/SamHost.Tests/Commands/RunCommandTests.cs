using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData]
    [InlineData("run")]
    public void It_trains_writes_the_run_folder_and_prints_the_table(params string[] arguments)
    {
        var result = _run.Invoke(arguments);

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Equal("", result.Errors);
        Assert.Contains(
            "Study 'small': 1 optimizer x 1 seed = 1 run of 1 epoch; gaussian-toy, noise none, model linear, on cpu with 1 thread.",
            result.Output, StringComparison.Ordinal);
        Assert.Contains("sgd, seed 1: epoch 1/1, loss ", result.Output, StringComparison.Ordinal);
        Assert.Contains("| sgd ", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["config.json", "examples.parquet", "manifest.json", "metrics.csv", "run.lock"],
            Directory.GetFiles(OnlyRun()).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Quiet_shows_the_table_and_nothing_else()
    {
        var output = _run.Invoke("run", "--quiet", "--set", "Output:Report=true").Output;

        Assert.Contains("| sgd ", output, StringComparison.Ordinal);
        Assert.True(File.Exists(_run.File("runs", "small", "report.html")));
        Assert.All(
            output.Split('\n').Where(line => line.Trim().Length > 0), line => Assert.StartsWith("|", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_run_finds_everything_complete_says_so_and_shows_the_same_table()
    {
        var first = _run.Invoke();
        var manifest = File.ReadAllText(Path.Combine(OnlyRun(), "manifest.json"));

        var second = _run.Invoke();

        Assert.Equal(ExitCode.Success, second.Exit);
        Assert.DoesNotContain("complete already", first.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 run was complete already (--again makes them again).", second.Output, StringComparison.Ordinal);
        Assert.Equal(Row(first), Row(second));
        Assert.DoesNotContain("epoch 1/1", second.Output, StringComparison.Ordinal);
        Assert.Equal(manifest, File.ReadAllText(Path.Combine(OnlyRun(), "manifest.json")));

        static string Row(CommandResult result) =>
            result.Output.Split('\n').Single(line => line.StartsWith("| sgd ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_never_began_is_not_looked_for_where_one_is()
    {
        _run.Write("a.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 7},{i % 2}\n")));
        _run.Write("config.json", "{}");

        var result = _run.Invoke(
            "run", "--set", "Output:Report=true", "--set", """Study:Dataset={"Name":"csv","Options":{"Path":"a.csv"}}""", "--set",
            """Study:Sweep={"Study:Dataset:Options:Path":["a.csv","b.csv"]}""");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains("The report is runs/small/report.html.", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Left out", File.ReadAllText(_run.File("runs", "small", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Components_of_one_name_at_two_points_are_two_rows()
    {
        var result = _run.Invoke(
            "run", "--set",
            """Study:Sweep={"Study:Noise":[{"Name":"symmetric","Options":{"Rate":0.1}},{"Name":"symmetric","Options":{"Rate":0.4}}]}""");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains("| sgd Noise=symmetric(Rate=0.1) |", result.Output, StringComparison.Ordinal);
        Assert.Contains("| sgd Noise=symmetric(Rate=0.4) |", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Made_again_a_run_says_so_keeps_the_earlier_results_and_has_the_same_id()
    {
        _run.Invoke();
        var folder = OnlyRun();
        var (manifest, metrics) =
            (File.ReadAllText(Path.Combine(folder, "manifest.json")), File.ReadAllText(Path.Combine(folder, "metrics.csv")));

        var second = _run.Invoke("--again");

        Assert.Equal(ExitCode.Success, second.Exit);
        var id = Path.GetFileName(folder);
        Assert.Contains(
            $"{id} ran before; its earlier results are now in runs/small/{id}.previous.", second.Output, StringComparison.Ordinal);
        Assert.Equal([folder, folder + ".previous"], Directory.GetDirectories(_run.File("runs", "small")).Order());
        Assert.Equal(manifest, File.ReadAllText(Path.Combine(folder + ".previous", "manifest.json")));
        Assert.NotEqual(manifest, File.ReadAllText(Path.Combine(folder, "manifest.json")));
        Assert.Equal(metrics, File.ReadAllText(Path.Combine(folder, "metrics.csv")));
    }

    [Fact]
    public void Another_value_makes_another_id()
    {
        _run.Invoke();
        _run.Invoke("--set", "Study:BaseRule:Options:LearningRate=0.06");

        Assert.Equal(2, Directory.GetDirectories(_run.File("runs", "small")).Length);
    }

    [Fact]
    public void A_run_that_fails_says_why_and_the_others_go_on()
    {
        using var data = new Cifar10Folder();
        _run.Write("batchnorm.json", $$"""
            {
              "Study": {
                "Name": "batchnorm",
                "BatchSize": 5,
                "Dataset": { "Name": "cifar10", "Options": { "Folder": "{{data.Path}}" } },
                "Model": { "Name": "resnet18", "Options": { "Width": 4, "Normalization": "BatchNorm" } },
                "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }, { "Name": "n-sam" }]
              }
            }
            """);

        var result = _run.Invoke("run", "batchnorm.json", "--set", "Output:Report=true");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains("1-sam-s1-", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            " failed: The model's layer 'stem.normalization' (BatchNorm2d) ties the examples of a batch together", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("1 run failed: each folder's manifest.json says why.", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Output + result.Errors, StringComparison.Ordinal);
        var statuses = Directory.GetDirectories(_run.File("runs", "batchnorm"), "*-s1-*").Order(StringComparer.Ordinal).Select(Manifest)
            .ToList();
        Assert.Equal(["failed", "completed", "completed"], statuses.Select(manifest => (string?)manifest["status"]));
        Assert.Contains("BatchNorm2d", (string?)statuses[0]["reason"], StringComparison.Ordinal);
        Assert.Matches(
            "Left out: .*1-sam-s1-.* did not complete: failed .*BatchNorm2d",
            File.ReadAllText(_run.File("runs", "batchnorm", "report.html")));
    }

    [Fact]
    public void A_model_that_cannot_take_the_data_is_refused_once_before_anything_is_trained()
    {
        var result = _run.Invoke(
            "--set", "Study:Model:Name=cnn", "--set", """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam"}]""", "--set", "Study:Seeds=1,2");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Single(result.ErrorLines);
        Assert.False(Directory.Exists(_run.File("runs")));
    }

    private static JsonNode Manifest(string folder) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;

    private string OnlyRun() => Assert.Single(Directory.GetDirectories(_run.File("runs", "small")));
}
