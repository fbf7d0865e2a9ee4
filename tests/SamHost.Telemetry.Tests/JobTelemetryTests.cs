using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>What an element of a scheduler's job sends says from which job and which node it comes; by the real program.</summary>
[Trait("Duration", "Long")]
public sealed class JobTelemetryTests : ReceiverTests
{
    // What Slurm gives the second start of an element, and our script.
    private static readonly Dictionary<string, string> OfSlurm = new()
    {
        ["SAMHOST_SLURM_ELEMENT"] = "1", ["SLURM_JOB_ID"] = "15", ["SLURM_ARRAY_JOB_ID"] = "12", ["SLURM_ARRAY_TASK_ID"] = "3",
        ["SLURM_RESTART_COUNT"] = "1", ["SLURM_CLUSTER_NAME"] = "mini, one", ["SLURMD_NODENAME"] = "n7",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "team=blue",
    };

    [Fact]
    public async Task Job_and_node_are_attributes_of_all_that_an_element_sends()
    {
        Assert.Equal(
            ExitCode.Success, Run.Invoke("run", "--on", "requests", "--set", $"Telemetry:Endpoint={Receiver.Grpc}").Exit);
        var request = Directory.GetFiles(Run.File("runs", "small"), "0.json", SearchOption.AllDirectories).Single();
        using var element = SamHostProcess.StartWith(OfSlurm, Run.Folder, "run-one", "--request", request);
        var result = await element.EndAsync();

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Single(Receiver.Named("run"));
        string[] Values(string key) =>
            [.. Receiver.Resources.Where(attribute => attribute.Key == key).Select(attribute => attribute.Value.StringValue)];
        // Each resource that sent something has each of them.
        var resources = Values("service.name").Length;
        Assert.True(resources > 0);
        foreach (var (key, value) in new[]
        {
            ("host.name", "n7"), ("slurm.cluster.name", "mini, one"), ("slurm.job.id", "12_3"), ("slurm.job.restart", "1"),
            ("team", "blue"),
        })
        {
            Assert.Equal(Enumerable.Repeat(value, resources), Values(key));
        }
    }
}
