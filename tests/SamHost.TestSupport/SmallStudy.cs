using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Plugins;
using SamHost.Plugins.Loading;
using SamHost.Runs.Ownership;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Studies.Scenes;
using SamHost.Telemetry;
using SamHost.Torch;
using SamHost.Training;

namespace SamHost.TestSupport;

/// <summary>
/// A study that runs through the host's own modules, with the plugins that were built beside the tests, into a temporary folder: two epochs
/// on a small toy, unless the settings that are laid over it say otherwise.
/// </summary>
internal sealed class SmallStudy : IDisposable
{
    private const string Toy = """
        {
          "Study": {
            "Name": "small", "Epochs": 2, "BatchSize": 16,
            "Dataset": { "Name": "gaussian-toy", "Options": { "Dimension": 6, "TrainCount": 60, "TestCount": 40 } },
            "Noise": { "Name": "symmetric", "Options": { "Rate": 0.3 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [8] } },
            "Optimizers": [{ "Name": "sgd" }]
          }
        }
        """;

    /// <summary>A layer that leaves unknown which labels are wrong: no noise, and labels that nobody vouches for.</summary>
    public const string UnknownTruth =
        """{ "Study": { "Dataset": { "Name": "survey" }, "Noise": { "Name": "none" }, "RecordExamplesAt": [1, 2] } }""";

    // Loaded once: a plugin stays in memory.
    private static readonly InstalledPlugins Installed = new(
        Options.Create(new PluginsOptions
        {
            Directories = ["plugins", "test-plugins"], Disabled = [.. PluginFolder.AllPlugins.Except(["Survey"])],
        }),
        new ProgramEnvironment(AppContext.BaseDirectory));

    private readonly SettingsNode _settings;
    private readonly Display _display = new();
    private readonly List<ServiceProvider> _hosts = [];
    private IRunExecutor? _executor;

    /// <summary>Plans a study.</summary>
    /// <param name="layers">Settings as JSON text, each laid over the ones before it.</param>
    public SmallStudy(params string[] layers)
        : this(Toy, layers)
    {
    }

    private SmallStudy(string basis, string[] layers)
    {
        var problems = new SettingsProblems();
        _settings = layers.Prepend(basis).Select(layer => SettingsText.Parse(layer))
            .Aggregate((earlier, later) => SettingsMerge.Over(earlier, later, "", problems));
        problems.ThrowIfAny();
        Points = Host().GetRequiredService<StudyPlanning>().Plan();
        Scenes = ScenesOf(Plan);
    }

    /// <summary>Plans a shipped study.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="layers">Settings as JSON text, each laid over the ones before it.</param>
    public static SmallStudy Shipped(string name, params string[] layers) => new(File.ReadAllText(ShippedStudy.PathOf(name)), layers);

    /// <summary>The plugins that were built beside the tests, and the data set <c>survey</c> for what they have not.</summary>
    public static PluginCatalog Catalog => Installed.Load();

    /// <summary>The working directory; results are in <c>runs/</c>.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("samhost-study-").FullName;

    /// <summary>The points of its sweep.</summary>
    public IReadOnlyList<StudyPlan> Points { get; }

    public StudyPlan Plan => Points[0];

    /// <summary>Its runs, with the threads of the moment.</summary>
    public StudyRuns Runs => new(Points);

    /// <summary>Whether runs that are complete are made again.</summary>
    public bool Again { get; set; }

    /// <summary>The attempt of a scheduler's job that makes them; null for none.</summary>
    public JobAttempt? Job { get; set; }

    public SceneBuilder Scenes { get; }

    /// <summary>The section <c>Telemetry</c>.</summary>
    public TelemetryOptions TelemetryOptions => Host().GetRequiredService<IOptions<TelemetryOptions>>().Value;

    /// <summary>What is sent of its runs; null for nothing.</summary>
    public TelemetryPipeline? Telemetry { get; set; }

    /// <summary>What a person would have been told.</summary>
    public IReadOnlyList<string> Notes => _display.Notes;

    /// <summary>Makes the last observer of each run, from the optimizer's label and the seed.</summary>
    public Func<string, long, ITrainingObserver> Observe
    {
        set => _display.Observe = value;
    }

    /// <summary>Assembles the runs of a point.</summary>
    public SceneBuilder ScenesOf(StudyPlan point) => Host().GetRequiredService<SceneFactory>().Of(point);

    /// <summary>The ids of its training examples under seed 1, by their indices.</summary>
    public IReadOnlyList<string> Ids()
    {
        using var data = Scenes.LoadData(new SeedSequence(1));
        return data.Labels.Ids;
    }

    /// <summary>Runs with the threads of <c>Torch:Threads</c>, or one.</summary>
    public StudyResult RunUntil(CancellationToken cancellation)
    {
        using var threads = new TorchThreads(Plan.Torch.Threads ?? 1);
        TorchDevice.Open(Plan.Torch);
        var host = Host();
        _executor = host.GetRequiredService<IRunExecutor>();
        return host.GetRequiredService<StudyRunner>().Run(Runs, Again, cancellation);
    }

    /// <summary>Runs with the threads of <c>Torch:Threads</c>, or one.</summary>
    public StudyResult Run() => RunUntil(TestContext.Current.CancellationToken);

    /// <summary>Ends the telemetry of the last run of the study.</summary>
    public TelemetryCounts? CloseTelemetry() => _executor?.CloseTelemetry();

    /// <summary>Runs, and asserts that no run fails.</summary>
    /// <returns>The outcomes, in their order.</returns>
    public IReadOnlyList<RunOutcome> RunToTheEnd()
    {
        var result = Run();
        Assert.All(result.Outcomes, outcome => Assert.Null(outcome.Error));
        Assert.Equal(Runs.All.Count, result.Outcomes.Count);
        return result.Outcomes;
    }

    public void Dispose()
    {
        foreach (var host in _hosts) host.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private ServiceProvider Host()
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IHostEnvironment>(new ProgramEnvironment(Folder))
            .AddModules(_settings, new SettingsProblems())
            .AddSingleton(Installed)
            .AddStudyExecution(new ExecutionOptions(Restart: Again, Job: Job))
            .AddSingleton<IProgressDisplay>(_display);
        if (Telemetry is not null) services.AddSingleton(Telemetry);
        var host = services.BuildServiceProvider();
        _hosts.Add(host);
        return host;
    }

    private sealed class Display : IProgressDisplay
    {
        public List<string> Notes { get; } = [];

        public Func<string, long, ITrainingObserver> Observe { get; set; } = (_, _) => new Silent();

        public T During<T>(Func<T> work) => work();

        public IRunDisplay Open(string label, long seed) => throw new NotSupportedException("Its runs are followed by observers.");

        public ITrainingObserver Follow(string label, long seed) => Observe(label, seed);

        public void Note(string text) => Notes.Add(text);

        public void Abandon(string text) => Notes.Add(text);
    }

    private sealed class Silent : ITrainingObserver;
}
