using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

public class CheckCommandTests
{
    [Fact]
    public void It_says_what_would_run_on_which_data_and_trains_nothing()
    {
        using var run = new CommandRun();

        var result = run.Invoke(
            "check", "--set", """Study:Noise={"Name":"pair-flip","Options":{"Rate":1}}""", "--set",
            "Study:EarlyStopping:ValidationFraction=0.25");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Equal("", result.Errors);
        // 16 examples, a quarter of them for validation; a weight for each of 4 coordinates and a bias.
        Assert.Equal(
            [
                "Study 'small': 1 optimizer x 1 seed = 1 run of 1 epoch; "
                + "gaussian-toy, noise pair-flip, model linear, on cpu with 1 thread.",
                "Data: 12 training, 4 validation and 8 test examples [4], 2 classes; 16 mislabelled (100.0 %) with seed 1.",
                "Model: 5 trainable parameters.",
                "Per-example gradients by rules, about as fast as naive SAM: 1 layer.",
                "Telemetry: none; it needs a collector (Telemetry:Endpoint or OTEL_EXPORTER_OTLP_ENDPOINT) or a port for a scraper "
                    + "(Telemetry:Prometheus:Port).",
                "Nothing is wrong.",
            ],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["appsettings.json"], Directory.GetFileSystemEntries(run.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_wrong_setting_is_named_once()
    {
        using var run = new CommandRun();

        var result = run.Invoke("check", "--set", "Telemetry:Endpoint=nowhere");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Equal(
            "--set Telemetry:Endpoint=nowhere: Telemetry:Endpoint: must be an address such as http://localhost:4317.",
            result.Errors.TrimEnd());
    }

    [Fact]
    public void The_shipped_study_is_right()
    {
        using var run = new CommandRun();
        File.Delete(run.File("appsettings.json"));

        var result = run.Invoke("check");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains("Nothing is wrong.", result.Output, StringComparison.Ordinal);
    }
}
