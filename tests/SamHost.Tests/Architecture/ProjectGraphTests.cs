using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using SamHost.TestSupport;

namespace SamHost.Tests.Architecture;

/// <summary>
/// The arrows between projects. Held twice: in the project files, and in the compiled assemblies, which hold a reference once something
/// uses it.
/// </summary>
public class ProjectGraphTests(ITestOutputHelper output)
{
    /// <summary>Every project of host/ and contracts/, with those that it may refer to.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["SamHost.Contracts"] = [],
        ["SamHost.Testing"] = ["SamHost.Contracts", "SamHost.Gradients", "SamHost.Torch"],
        ["SamHost.Configuration"] = [],
        ["SamHost.Gradients"] = ["SamHost.Contracts"],
        ["SamHost.Torch"] = ["SamHost.Configuration"],
        ["SamHost.Plugins"] = ["SamHost.Configuration", "SamHost.Contracts"],
        ["SamHost.Runs"] = ["SamHost.Configuration", "SamHost.Contracts"],
        ["SamHost.Telemetry"] = ["SamHost.Configuration", "SamHost.Contracts"],
        ["SamHost.Training"] = ["SamHost.Configuration", "SamHost.Contracts", "SamHost.Gradients", "SamHost.Plugins", "SamHost.Runs"],
        ["SamHost.Studies"] =
        [
            "SamHost.Configuration", "SamHost.Contracts", "SamHost.Gradients", "SamHost.Plugins", "SamHost.Runs", "SamHost.Telemetry",
            "SamHost.Torch",
            "SamHost.Training",
        ],
        ["SamHost.Slurm"] =
        [
            "SamHost.Configuration", "SamHost.Contracts", "SamHost.Gradients", "SamHost.Runs", "SamHost.Studies", "SamHost.Telemetry",
            "SamHost.Torch", "SamHost.Training",
        ],
        ["SamHost.Reporting"] = ["SamHost.Configuration", "SamHost.Contracts", "SamHost.Runs"],
        ["SamHost.Live"] = ["SamHost.Configuration", "SamHost.Reporting", "SamHost.Runs"],
        ["SamHost"] =
        [
            "SamHost.Configuration", "SamHost.Contracts", "SamHost.Live", "SamHost.Plugins", "SamHost.Reporting", "SamHost.Runs",
            "SamHost.Slurm",
            "SamHost.Studies",
            "SamHost.Telemetry",
            "SamHost.Torch", "SamHost.Training",
        ],
    };

    private static readonly IReadOnlyList<string> Projects =
    [
        .. new[] { "host", "contracts" }.SelectMany(
            folder => Directory.GetFiles(Repository.Full(folder), "*.csproj", SearchOption.AllDirectories))
            // Templates are text.
            .Where(path => !path.Contains("SamHost.Templates", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    [Fact]
    public void The_graph_is_the_one_that_is_drawn_here()
    {
        var graph = Projects.ToDictionary(Name, References);
        output.WriteLine(Draw(graph));

        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), graph.Keys.Order(StringComparer.Ordinal));
        Assert.All(graph, project => Assert.Equal(Arrows[project.Key].Order(StringComparer.Ordinal), project.Value));
    }

    [Fact]
    public void The_graph_has_no_cycle()
    {
        var graph = Projects.ToDictionary(Name, References);
        var ordered = new List<string>();
        while (graph.Count > 0)
        {
            var free = graph.Where(project => project.Value.All(ordered.Contains)).Select(project => project.Key).ToList();
            Assert.True(free.Count > 0, $"These refer to each other: {string.Join(", ", graph.Keys)}.");
            ordered.AddRange(free);
            foreach (var project in free) graph.Remove(project);
        }
    }

    [Fact]
    public void A_compiled_assembly_refers_to_no_more_than_its_project_says() => Assert.All(Arrows, project =>
    {
        var file = project.Key == "SamHost" ? "samhost.dll" : project.Key + ".dll";
        Assert.Subset(
            project.Value.ToHashSet(), Compiled(Path.Combine(AppContext.BaseDirectory, file)).Where(Arrows.ContainsKey).ToHashSet());
    });

    public static TheoryData<string> Plugins => [.. Repository.BuiltPlugins.Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_plugin_refers_to_the_contracts_and_to_nothing_else_of_this_repository(string plugin)
    {
        var references = Compiled(Path.Combine(AppContext.BaseDirectory, "plugins", plugin, plugin + ".dll"));
        var plugins = Repository.PluginProjects.Select(Path.GetFileNameWithoutExtension);

        Assert.Equal(["SamHost.Contracts"], references.Where(name => Arrows.ContainsKey(name) || plugins.Contains(name)));
        Assert.Empty(References(Repository.Full($"plugins/{plugin}/{plugin}.csproj")));
    }

    [Fact]
    public void The_plugins_of_the_folder_are_those_that_lie_beside_the_program() =>
        Assert.Equal(
            Repository.PluginProjects.Select(Path.GetFileNameWithoutExtension),
            Repository.BuiltPlugins.Select(Path.GetFileName));

    [Fact]
    public void The_contracts_refer_to_torch_and_to_logging_abstractions_only()
    {
        var references = Compiled(Path.Combine(AppContext.BaseDirectory, "SamHost.Contracts.dll"));

        Assert.Subset(
            new HashSet<string> { "Microsoft.Extensions.Logging.Abstractions", "TorchSharp" },
            references.Where(name => !IsFramework(name)).ToHashSet());
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project);

    private static IReadOnlyList<string> References(string project) =>
    [
        .. XDocument.Load(project).Descendants("ProjectReference")
            .Select(element => Path.GetFileNameWithoutExtension(element.Attribute("Include")!.Value))
            .Order(StringComparer.Ordinal),
    ];

    private static IReadOnlyList<string> Compiled(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static bool IsFramework(string assembly) =>
        assembly.StartsWith("System.", StringComparison.Ordinal) || assembly is "netstandard" or "mscorlib";

    private static string Draw(Dictionary<string, IReadOnlyList<string>> graph)
    {
        var text = new StringBuilder();
        foreach (var (project, references) in graph.OrderBy(
            project => project.Value.Count)) text.Append($"{project,-24} -> {string.Join(", ", references)}\n");
        return text.ToString();
    }
}
