using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands.BadInput;

public class BadInputTests
{
    private static readonly Dictionary<string, BadInputCase> Cases =
        new[] { BadFiles.Cases, BadValues.Cases, BadComponents.Cases, BadData.Cases, BadPlugins.Cases, BadCommandLines.Cases,
            BadOutputs.Cases }
            .SelectMany(cases => cases)
            .ToDictionary(input => input.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_bad_input_gets_its_one_clear_error_and_exit_code(string name)
    {
        var input = Cases[name];
        using var run = new CommandRun();
        foreach (var (file, bytes) in input.Files) run.Write(file, bytes);
        if (input.Variable is var (variable, value)) Environment.SetEnvironmentVariable(variable, value);

        CommandResult result;
        try
        {
            result = run.Invoke(input.Arguments);
        }
        finally
        {
            if (input.Variable is var (set, _)) Environment.SetEnvironmentVariable(set, null);
        }

        Assert.Equal(input.Exit, result.Exit);
        Assert.All(input.Says, says => Assert.Contains(says, result.Errors, StringComparison.Ordinal));
        Assert.Equal(input.Lines, result.ErrorLines.Count);
        Assert.DoesNotContain("   at ", result.Errors + result.Output, StringComparison.Ordinal);
        // Nothing was trained.
        Assert.DoesNotContain("epoch 1/", result.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(run.Folder, "metrics.csv", SearchOption.AllDirectories));
    }

    [Fact]
    public void There_are_enough_of_them() => Assert.True(Cases.Count >= 45, $"There are {Cases.Count}.");

    [Fact]
    public void Several_mistakes_are_reported_at_once_each_with_its_place()
    {
        using var run = new CommandRun();
        run.Write("mine.json", """
            {
              "Study": {
                "Epoch": 5,
                "BatchSize": 0,
                "Seeds": [3, 3],
                "Noise": { "Name": "symetric" },
                "Model": { "Name": "mlp", "Options": { "Rho": 1 } },
                "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": -1 } }, { "Name": "1-sam" }]
              }
            }
            """);

        var result = run.Invoke("run", "mine.json", "--set", "Torch:Threads=many", "--set", "Study:Epochs");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Equal(
            [
                "--set Study:Epochs: there is no '='; write --set Path=Value, such as --set Study:Epochs=10.",
                "mine.json: Study:Epoch: unknown key; did you mean Epochs?",
                "mine.json: Study:BatchSize: 0 is out of range; give a whole number of at least 1.",
                "--set Torch:Threads=many: Torch:Threads: 'many' is not an integer; give a whole number from 1 to 1024.",
                "mine.json: Study:Noise:Name: there is no noise model 'symetric'; did you mean symmetric?",
                "mine.json: Study:Model:Options:Rho: unknown key; valid keys are HiddenSizes, Activation, Dropout.",
                "mine.json: Study:Optimizers:0:Options:Rho: -1 is out of range; give a number of at least 0.",
                "mine.json: Study:Seeds:1: the seed 3 is there twice; give each seed once.",
                "mine.json: Study:Optimizers:1: two optimizers are called '1-sam'; give one of them another Label.",
            ],
            result.ErrorLines);
    }
}
