using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary>A stranger's model, with a parameter for which there is no rule.</summary>
public sealed class ModelWithoutRuleTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly PluginFolder _folder = new("OwnParameter");

    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void It_trains_by_the_loop_with_one_warning_that_names_it()
    {
        var result = Run("1-sam");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains("the model itself (Scaled) has no fast rule", Assert.Single(Warnings(result)), StringComparison.Ordinal);
        Assert.Contains("| 1-sam ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Strict_settings_fail_the_run_in_a_sentence()
    {
        var result = Run("1-sam", "--set", "Gradients:Strict=true");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains("Gradients:Strict forbids", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Output + result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_that_perturb_no_single_example_need_no_loop()
    {
        var result = Run("n-sam", "--set", "Gradients:Strict=true");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Empty(Warnings(result));
    }

    private static IEnumerable<string> Warnings(CommandResult result) =>
        result.Output.Split('\n').Where(line => line.Contains("no fast rule", StringComparison.Ordinal));

    private CommandResult Run(string optimizer, params string[] more) => _run.Invoke([
        "run", "--set", "Study:Model:Name=scaled", "--set", $$"""Study:Optimizers=[{"Name":"{{optimizer}}"}]""", "--set", "Study:Epochs=2",
        .. _folder.BesideShipped, .. more]);
}
