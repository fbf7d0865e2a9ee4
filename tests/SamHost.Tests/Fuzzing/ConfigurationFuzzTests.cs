using System.Collections;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.Studies.Sweeps;
using SamHost.Tests.Documentation;
using SamHost.TestSupport;

namespace SamHost.Tests.Fuzzing;

/// <summary>Settings files, up to the runs that they lead to.</summary>
[Trait("Duration", "Long")]
public sealed class ConfigurationFuzzTests : IDisposable
{
    private static readonly byte[][] Files =
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "studies"), "*.json").Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
        .. Page.All.SelectMany(page => page.Blocks("json")).Select(Encoding.UTF8.GetBytes),
        Encoding.UTF8.GetBytes(CommandRun.SmallStudy),
    ];

    // The longest lists of epochs, of each run of a sweep, made and dropped one after the other.
    private const long MostManaged = 4L << 30;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Damaged_settings_are_read_or_refused() => Fuzzer.Run(TestScale.Of(200, 10_000), random =>
    {
        File.WriteAllBytes(_file, Damage.To(Files[random.Next(Files.Length)], random));
        var problems = new SettingsProblems();

        var settings =
            SettingsLayers.Load(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), null, [_file], new Hashtable(), [], problems);
        using var services = new ServiceCollection().AddModules(settings, problems).BuildServiceProvider();
        var bound = services.GetRequiredService<Settings>();
        var runs = new StudyRuns(StudyPoints.Plan(SmallStudy.Catalog, bound, bound.Check()));

        Assert.NotEmpty(runs.All);
    }, MostManaged);
}
