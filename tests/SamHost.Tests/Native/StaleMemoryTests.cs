using SamHost.Runs;
using SamHost.Tests.Support;
using static TorchSharp.torch;

namespace SamHost.Tests.Native;

/// <summary>Memory that is handed out again holds what was there before; no result may depend on it.</summary>
public class StaleMemoryTests
{
    [Theory]
    [InlineData("mlp", "{ \"HiddenSizes\": [16] }")]
    [InlineData("mlp", "{ \"HiddenSizes\": [64, 64] }")]
    [InlineData("cnn", "{ \"Channels\": [4, 6], \"HiddenSize\": 12 }")]
    public void Numbers_that_are_none_left_in_memory_show_nowhere(string model, string options)
    {
        var settings = $$"""
            {
              "Study": {
                "Dataset": { "Name": "digits", "Options": { "TestCount": 1500 } },
                "Model": { "Name": "{{model}}", "Options": {{options}} },
                "Optimizers": [{ "Name": "sgd" }, { "Name": "n-sam" }, { "Name": "1-sam" }, { "Name": "m-sam" }, { "Name": "l-sam" }, { "Name": "j-sam" }, { "Name": "regularized-sgd" }]
              }
            }
            """;
        using var clean = new SmallStudy(settings);
        using var poisoned = new SmallStudy(settings);
        var expected = clean.RunToTheEnd();
        poisoned.Observe = (_, _) => new SamHost.Tests.Training.Diary("", [], _ => Poison());
        Poison();

        foreach (var (left, right) in expected.Zip(poisoned.RunToTheEnd()))
            Assert.Equal(File.ReadAllText(Path.Combine(left.Folder, RunFolder.MetricsFile)), File.ReadAllText(Path.Combine(right.Folder, RunFolder.MetricsFile)));
    }

    private static void Poison()
    {
        using var scope = NewDisposeScope();
        for (var size = 1L; size <= 1 << 20; size *= 2)
        {
            for (var i = 0; i < 4; i++)
            {
                full(size, double.NaN, float32);
                full(size + (size / 2), double.NaN, float32);
            }
        }
    }
}
