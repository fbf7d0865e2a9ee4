using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary><c>samhost trace</c> shows what the run recorded.</summary>
public sealed class TraceCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public TraceCommandTests() => Assert.Equal(ExitCode.Success, _run.Invoke(
        "run", "--quiet", "--set", "Study:Epochs=4", "--set", "Study:RecordExamplesAt=[2,4]", "--set", "Study:BatchSize=5", "--set",
        "Study:Optimizers:0:Name=1-sam",
        "--set", "Study:Noise={\"Name\":\"symmetric\",\"Options\":{\"Rate\":0.4}}").Exit);

    private string Folder => Directory.GetDirectories(_run.File("runs", "small")).Single();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_step_is_a_table_from_the_heaviest_example_to_the_lightest()
    {
        // Four steps an epoch: 5, 5, 5 and 1 examples.
        var rows = (await ExampleRows.Read(Folder)).Where(row => row.Step == 13).OrderByDescending(row => row.Weight).ToList();

        var result = _run.Invoke("trace", Folder, "--epoch", "4", "--step", "13");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains(
            $"epoch 4, step 13: 5 examples, {rows.Count(row => row.IsFlipped)} mislabelled. Median weight: clean ", result.Output,
            StringComparison.Ordinal);
        Assert.Equal(
            rows.Select(
                row => $"{row.Id}|{(row.IsFlipped ? "mislabelled" : "clean")}|{Text(row.Loss)}|"
                    + $"{Text(row.Weight)}|{Text(row.LogitWeight)}|{Text(row.GradientNorm)}"),
            Cells(result.Output));
    }

    [Fact]
    public async Task An_example_is_its_life_over_the_recorded_epochs()
    {
        var rows = (await ExampleRows.Read(Folder)).Where(row => row.Index == 7).ToList();

        var result = _run.Invoke("trace", "1-sam-s1", "--example", rows[0].Id);

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Equal([2, 4], rows.Select(row => row.Epoch));
        Assert.Equal(
            rows.Select(
                row => $"{row.Epoch}|{row.Step}|{Text(row.Loss)}|{Text(row.Weight)}|{Text(row.LogitWeight)}|{Text(row.GradientNorm)}"),
                Cells(result.Output));
        Assert.Contains(
            $"  loss         {(rows[0].Loss < rows[1].Loss ? "▁█" : "█▁")}  {Text(rows.Min(row => row.Loss))} to "
                + $"{Text(rows.Max(row => row.Loss))}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Left_out_it_is_the_first_step_of_the_last_recorded_epoch_and_json_has_full_precision()
    {
        var expected = (await ExampleRows.Read(Folder)).Where(row => row.Step == 12).ToList();

        var rows = JsonNode.Parse(_run.Invoke("trace", Folder, "--json").Output)!.AsArray();

        Assert.Equal(
            expected.Select(row => (row.Id, row.Loss, row.Weight!.Value)),
            rows.Select(row => ((string)row!["id"]!, (double)row["loss"]!, (double)row["weight"]!)));
    }

    [Theory]
    [InlineData("There is no folder 'nowhere', and no study or run of that name in runs; valid studies are small.", "nowhere")]
    [InlineData("Epoch 3 is not recorded in ", "1-sam-s1", "--epoch", "3")]
    [InlineData("it has epoch 2 (steps 4 to 7), epoch 4 (steps 12 to 15).", "1-sam-s1", "--step", "8")]
    [InlineData("There is no training example '16' in ", "1-sam-s1", "--example", "16")]
    [InlineData("examples.parquet is not there: the folder is not that of a run.", ".")]
    [InlineData("examples.parquet is not there: the folder is not that of a run.", "small")]
    public void What_is_not_there_is_one_line(string says, params string[] arguments)
    {
        var result = _run.Invoke(["trace", .. arguments]);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains(says, Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_found_where_the_settings_say_that_results_are()
    {
        var id = (await ExampleRows.Read(Folder))[0].Id;
        Directory.Move(_run.File("runs"), _run.File("elsewhere"));
        _run.Write("appsettings.json", """{ "Output": { "Directory": "elsewhere" } }""");

        var result = _run.Invoke("trace", "1-sam-s1", "--example", id);

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Equal(ExitCode.Success, _run.Invoke("compare", "1-sam-s1").Exit);
    }

    [Fact]
    public void A_file_without_an_end_is_one_line()
    {
        var file = Path.Combine(Folder, "examples.parquet");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..^20]);

        var result = _run.Invoke("trace", "1-sam-s1");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains("examples.parquet cannot be read as Parquet", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_and_an_example_exclude_each_other()
    {
        var result = _run.Invoke("trace", "1-sam-s1", "--step", "4", "--example", "1");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains("--step and --example exclude each other", result.Errors, StringComparison.Ordinal);
    }

    private static string Text(double? value) => value!.Value.ToString("0.####", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Cells(string output) =>
        output.Split('\n').Where(line => line.StartsWith('|')).Skip(2)
            .Select(line => string.Join("|", line.Trim('|', '\r').Split('|').Select(cell => cell.Trim())));
}
