using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary><c>samhost compare</c> and <c>samhost export</c>.</summary>
public sealed class CompareAndExportTests : IDisposable
{
    // Of the toy.
    private static readonly string[] Classes = ["-1", "+1"];

    private readonly CommandRun _run = new();

    public CompareAndExportTests()
    {
        string[] settings = [
            "--set", "Study:Seeds=[1,2,3]", "--set", "Study:Epochs=2", "--set", "Study:Noise:Name=symmetric", "--set",
            "Study:Optimizers=[{\"Name\":\"sgd\"},{\"Name\":\"1-sam\"}]"];
        Assert.Equal(ExitCode.Success, _run.Invoke(["run", .. settings]).Exit);
        Assert.Equal(
            ExitCode.Success,
            _run.Invoke(["run", .. settings, "--set", "Study:Name=fast", "--set", "Study:BaseRule:Options:LearningRate=1"]).Exit);
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Two_studies_are_compared_optimizer_by_optimizer_and_seed_by_seed()
    {
        var json = JsonNode.Parse(_run.Invoke("compare", "small", "fast", "--json").Output)!;

        var groups = json["groups"]!.AsArray();
        Assert.Equal(["small: sgd", "small: 1-sam", "fast: sgd", "fast: 1-sam"], groups.Select(group => (string)group!["name"]!));
        Assert.Equal([null, null, "small: sgd", "small: 1-sam"], groups.Select(group => (string?)group!["reference"]));
        double[] differences = [.. new[] { 1, 2, 3 }.Select(seed => Final("fast", "1-sam", seed) - Final("small", "1-sam", seed))];
        var difference = groups[3]!["finalTestAccuracy"]!["difference"]!;
        Assert.Equal(differences.Average(), (double)difference["mean"]!, 1e-12);
        Assert.Equal(3, (int)difference["pairs"]!);
        var deviation = Math.Sqrt(differences.Sum(value => Math.Pow(value - differences.Average(), 2)) / 2);
        Assert.Equal(4.302653 * deviation / Math.Sqrt(3), (double)difference["high"]! - (double)difference["mean"]!, 1e-6);
        Assert.Empty(json["leftOut"]!.AsArray());
    }

    [Fact]
    public void The_optimizers_of_one_study_are_compared_with_its_sgd()
    {
        var result = _run.Invoke("compare", "small");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains("final − sgd", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"\| 1-sam +\| +3 \|", result.Output);
    }

    [Fact]
    public async Task An_export_has_every_row_of_every_run()
    {
        var result = _run.Invoke("export", "small", "fast", "--metrics", "m.csv", "--examples", "e.csv");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        var folder = Directory.GetDirectories(_run.File("runs", "fast"), "1-sam-s2-*").Single();
        var metrics = File.ReadAllLines(_run.File("m.csv"));
        var origin = $"fast,{Path.GetFileName(folder)},1-sam,2,";
        Assert.Equal(1 + (2 * 6 * 2), metrics.Length);
        Assert.Equal(
            File.ReadAllLines(Path.Combine(folder, "metrics.csv")).Skip(1),
            metrics.Where(line => line.StartsWith(origin, StringComparison.Ordinal)).Select(line => line[origin.Length..]));
        var examples = File.ReadAllLines(_run.File("e.csv"));
        Assert.Equal(
            "study,run,optimizer,seed,epoch,step,index,id,is_flipped,given_label,true_label,loss,margin,weight,logit_weight,gradient_norm",
            examples[0]);
        Assert.Equal(1 + (2 * 6 * 2 * 16), examples.Length);
        var expected = (await ExampleRows.Read(folder)).Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Epoch},{row.Step},{row.Index},{row.Id},{(row.IsFlipped ? "true" : "false")},{Classes[row.GivenLabel]},"
            + $"{Classes[row.TrueLabel]},{row.Loss:R},{row.Margin:R},{row.Weight:R},{row.LogitWeight:R},{row.GradientNorm:R}"));
        Assert.Equal(
            expected, examples.Where(line => line.StartsWith(origin, StringComparison.Ordinal)).Select(line => line[origin.Length..]));
    }

    [Fact]
    public async Task Parquet_holds_what_csv_holds()
    {
        _run.Invoke("export", "small", "--metrics", "m.parquet", "--examples", "e.parquet");
        _run.Invoke("export", "small", "--metrics", "m.csv", "--examples", "e.csv");

        Assert.Equal(File.ReadAllLines(_run.File("m.csv")), await ParquetLines.Read(_run.File("m.parquet")));
        Assert.Equal(File.ReadAllLines(_run.File("e.csv")), await ParquetLines.Read(_run.File("e.parquet")));
    }

    [Theory]
    [InlineData("Nothing to export")]
    [InlineData("ends in neither .parquet nor .csv", "--metrics", "m.txt")]
    [InlineData("name the same file", "--metrics", "m.csv", "--examples", "./m.csv")]
    [InlineData("cannot be written", "--metrics", "no/such/folder/m.csv")]
    public void A_mistake_is_one_line_and_leaves_no_file(string message, params string[] options)
    {
        var result = _run.Invoke(["export", "small", .. options]);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains(message, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_run.Folder, "m.*"));
    }

    [Fact]
    public void A_run_whose_examples_cannot_be_read_to_the_end_is_left_out_by_name()
    {
        var folder = Directory.GetDirectories(_run.File("runs", "small"), "sgd-s2-*").Single();
        var file = File.ReadAllBytes(Path.Combine(folder, "examples.parquet"));
        // Within the rows: what the file says of itself stands at its end.
        file.AsSpan(4, file.Length / 4).Fill(0xff);
        File.WriteAllBytes(Path.Combine(folder, "examples.parquet"), file);

        var result = _run.Invoke("export", "small", "--metrics", "m.csv", "--examples", "e.csv");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Matches($"Left out: {Path.Combine(folder, "examples.parquet")} cannot be read as Parquet", result.Output);
        Assert.Equal(1 + (5 * 2 * 16), File.ReadAllLines(_run.File("e.csv")).Length);
        Assert.DoesNotContain(Path.GetFileName(folder), File.ReadAllText(_run.File("e.csv")), StringComparison.Ordinal);
        Assert.Equal(1 + (6 * 2), File.ReadAllLines(_run.File("m.csv")).Length);
        foreach (var run in Directory.GetDirectories(_run.File("runs", "small")))
            File.WriteAllBytes(Path.Combine(run, "examples.parquet"), file);
        Assert.Equal(
            "No run has recorded examples that can be read.",
            Assert.Single(_run.Invoke("export", "small", "--examples", "f.csv").ErrorLines));
    }

    private double Final(string study, string label, int seed) =>
        MetricsRows.Column(Directory.GetDirectories(_run.File("runs", study), $"{label}-s{seed}-*").Single(), "test_accuracy")[^1]!.Value;
}
