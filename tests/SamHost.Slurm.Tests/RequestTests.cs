using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Slurm.Tests;

/// <summary>What an element reads, where a disk or a person has damaged it.</summary>
public sealed class RequestTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("""[{"id": 1, "point": [], "sections": {}, "isRehearsal": false}]""")]
    public void A_damaged_request_is_one_clear_error(string text) => AssertDamaged(Path.Combine("requests", "0.json"), text);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    public void So_are_damaged_settings(string text) => AssertDamaged("setup.json", text);

    [Fact]
    public void An_element_that_is_started_again_and_again_without_getting_on_is_given_up_by_name()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--on", "requests", "--set", "Slurm:MaxRestarts=2").Exit);
        var submission = Assert.Single(Directory.GetDirectories(_run.File("runs", "small", ".slurm")));
        var attempts = Path.Combine(Directory.CreateDirectory(Path.Combine(submission, "attempts")).FullName, "0.jsonl");
        // Three starts that came to nothing; this is the fourth.
        File.WriteAllLines(attempts, Enumerable.Range(0, 3).Select(restart =>
            $$"""{"at":"x","job":"job 12_0","restart":{{restart}},"node":"n1","progress":"nothing"}"""));
        Dictionary<string, string> slurm = new()
        {
            ["SAMHOST_SLURM_ELEMENT"] = "1", ["SLURM_JOB_ID"] = "12", ["SLURM_ARRAY_JOB_ID"] = "12", ["SLURM_ARRAY_TASK_ID"] = "0",
            ["SLURM_RESTART_COUNT"] = "3", ["SLURMD_NODENAME"] = "n1",
        };
        foreach (var (name, value) in slurm) Environment.SetEnvironmentVariable(name, value);
        CommandResult result;
        try
        {
            result = _run.Invoke("run-one", "--request", Path.Combine(submission, "requests", "0.json"));
        }
        finally
        {
            // That of resources is the element's own doing.
            foreach (var name in slurm.Keys.Append("OTEL_RESOURCE_ATTRIBUTES")) Environment.SetEnvironmentVariable(name, null);
        }

        const string Reason = "It was started 3 times in a row without getting on, and Slurm:MaxRestarts is 2.";
        Assert.Equal((ExitCode.RunFailed, $"{Reason}\n"), (result.Exit, result.Errors));
        var run = Assert.Single(new ClusterRuns(_run.File("runs", "small"), _ => []).Read());
        Assert.Equal((ClusterState.Failed, Reason, 4), (run.State, run.Why, run.Attempts));
    }

    private void AssertDamaged(string name, string text)
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--on", "requests").Exit);
        var submission = Assert.Single(Directory.GetDirectories(_run.File("runs", "small", ".slurm")));
        var file = Path.Combine(submission, name);
        File.WriteAllText(file, text);

        var result = _run.Invoke("run-one", "--request", Path.Combine(submission, "requests", "0.json"));

        Assert.Equal(
            (ExitCode.Configuration, $"--request: {file} is damaged or empty; 'samhost run --on', called as before, writes another.\n"),
            (result.Exit, result.Errors));
    }
}
