using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

/// <summary>A data set that is read in batches, in the real program.</summary>
[Trait("Duration", "Long")]
public class DiskDataTests(ITestOutputHelper output)
{
    private const int PictureBytes = 3 * 32 * 32;

    [Fact(Timeout = 600_000)]
    public async Task It_trains_as_from_memory_bit_for_bit_in_memory_that_does_not_grow_with_it()
    {
        using var plugins = new PluginFolder("DiskPictures");
        using var run = new CommandRun();
        var count = TestScale.Of(small: 40_000, full: 650_000);
        Write(Path.Combine(run.Folder, "few.bin"), 4_000);
        Write(Path.Combine(run.Folder, "many.bin"), count);

        var held = await Run("few.bin", "held", "true");
        var read = await Run("few.bin", "read", "false");
        var many = await Run("many.bin", "many", "false");

        Assert.Equal(held.Metrics, read.Metrics);
        output.WriteLine(
            $"4,000 pictures: {held.Peak:f0} MB held, {read.Peak:f0} MB read; {count:N0} pictures "
                + $"({(double)count * PictureBytes / 1e9:f2} GB) read: {many.Peak:f0} MB.");
        // What grows are labels, indices and what is known of each example; inputs would take 12 kB each.
        Assert.InRange(many.Peak, 0, read.Peak + 40 + count * 0.0005);

        async Task<(string Metrics, double Peak)> Run(string file, string name, string inMemory)
        {
            string[] settings =
            [
                $"Study:Name={name}", "Study:Seeds=[1]", "Study:Epochs=1", "Study:BatchSize=128", "Study:Dataset:Name=disk-pictures",
                "Study:Model:Name=linear", """Study:Optimizers=[{"Name":"sgd"}]""", "Study:EarlyStopping:ValidationFraction=0.1",
                "Telemetry:Level=Off", "Study:RecordExamplesAt=[]", "Study:BaseRule:Options:LearningRate=0.001",
                $$"""Study:Dataset:Options={"Path":"{{file}}","InMemory":{{inMemory}}}""",
            ];
            using var process = SamHostProcess.Start(
                run.Folder, ["run", "--quiet", .. settings.SelectMany(setting => new[] { "--set", setting }), .. plugins.BesideShipped]);
            var peak = 0.0;
            while (process.ResidentMegabytes is { } now)
            {
                peak = Math.Max(peak, now);
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            var result = await process.EndAsync();
            Assert.True(result.Exit == ExitCode.Success, result.Output + result.Errors);
            var metrics = Directory.GetFiles(Path.Combine(run.Folder, "runs", name), "metrics.csv", SearchOption.AllDirectories).Single();
            return (await File.ReadAllTextAsync(metrics, TestContext.Current.CancellationToken), peak);
        }
    }

    private static void Write(string path, int count)
    {
        var random = new Random(1);
        using var file = File.Create(path);
        var pictures = new byte[1000 * PictureBytes];
        random.NextBytes(pictures);
        for (var written = 0; written < count; written += 1000) file.Write(pictures);
    }
}
