using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

public sealed class LayersTests : IDisposable
{
    private const string Variable = "SAMHOST__Study__Epochs";

    private readonly CommandRun _run = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _run.Dispose();
    }

    [Fact]
    public void The_working_directory_comes_before_the_programs_own_settings()
    {
        Assert.StartsWith("Study 'small': 1 optimizer", Check(), StringComparison.Ordinal);

        File.Delete(_run.File("appsettings.json"));

        Assert.StartsWith("Study 'digits': 5 optimizers x 3 seeds = 15 runs of 60 epochs", Check(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_layer_wins_over_the_ones_before_it()
    {
        _run.Write("one.json", """{ "Study": { "Epochs": 2, "Name": "one" } }""");
        _run.Write("two.json", """{ "Study": { "Epochs": 3 } }""");

        Assert.Contains("'small': 1 optimizer x 1 seed = 1 run of 1 epoch;", Check(), StringComparison.Ordinal);
        Assert.Contains("'one': 1 optimizer x 1 seed = 1 run of 2 epochs;", Check("one.json"), StringComparison.Ordinal);
        Assert.Contains("'one': 1 optimizer x 1 seed = 1 run of 3 epochs;", Check("one.json", "two.json"), StringComparison.Ordinal);
        Assert.Contains("1 run of 2 epochs;", Check("two.json", "one.json"), StringComparison.Ordinal);

        Environment.SetEnvironmentVariable(Variable, "4");
        Assert.Contains("1 run of 4 epochs;", Check("one.json", "two.json"), StringComparison.Ordinal);
        Assert.Contains("1 run of 5 epochs;", Check("one.json", "--set", "Study:Epochs=5", "two.json"), StringComparison.Ordinal);
        Assert.Contains("1 run of 6 epochs;", Check("--set", "Study:Epochs=5", "--set", "Study:Epochs=6"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_resolved_is_in_the_runs_configuration()
    {
        _run.Write("mine.json", """{ "Study": { "BatchSize": 8, "Optimizers": [{ "Name": "1-sam", "Label": "mine" }] } }""");

        _run.Invoke("run", "mine.json", "--set", "Study:Optimizers:0:Options:Rho=0.25", "--out", "elsewhere");

        var folder = Assert.Single(Directory.GetDirectories(_run.File("elsewhere", "small")));
        Assert.StartsWith("mine-s1-", Path.GetFileName(folder), StringComparison.Ordinal);
        var configuration = File.ReadAllText(Path.Combine(folder, "config.json"));
        Assert.Contains("\"Rho\": 0.25", configuration, StringComparison.Ordinal);
        Assert.Contains("\"BatchSize\": 8", configuration, StringComparison.Ordinal);
        // A default that nobody gave.
        Assert.Contains("\"EvaluationEvery\": 1", configuration, StringComparison.Ordinal);
    }

    private string Check(params string[] arguments)
    {
        var result = _run.Invoke(["check", .. arguments]);
        Assert.Equal(ExitCode.Success, result.Exit);
        return result.Output;
    }
}
