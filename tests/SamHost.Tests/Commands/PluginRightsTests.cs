using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary>What the host's own observers may ask for, a plugin's may.</summary>
public class PluginRightsTests
{
    [Fact]
    public void A_plugins_observer_has_services_a_stage_the_weights_of_its_steps_and_the_state_of_the_run()
    {
        using var run = new CommandRun();
        using var folder = new PluginFolder("AsksForServices");

        // Two steps an epoch, of linear weights and biases; no epoch records weights.
        var result = run.Invoke([
            "run", .. folder.BesideShipped, "--set", """Study:Observers=[{"Name":"notebook"}]""", "--set", "Study:Epochs=2", "--set",
            "Study:BatchSize=8",
            "--set", "Study:RecordWeightsAt=[]", "--set", """Study:Optimizers=[{"Name":"1-sam"}]"""]);

        Assert.True(result.Exit == ExitCode.Success, result.Output + result.Errors);
        Assert.Contains("warning: The notebook of 1-sam-s1-", result.Output, StringComparison.Ordinal);
        var made = Assert.Single(Directory.GetDirectories(run.File("runs", "small")));
        Assert.Equal(
            [
                $"{run.Folder} True True",
                "step 0 weights False",
                "step 1 weights True",
                "epoch 1 step 2 between True tensors 2 metrics 1",
                "step 2 weights False",
                "step 3 weights False",
                "epoch 2 step 4 between True tensors 2 metrics 2",
                "running True",
            ],
            File.ReadAllLines(Path.Combine(made, "notebook.txt")));
    }
}
