using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using SamHost.Contracts.Plugins;
using SamHost.Gradients;
using SamHost.Studies.Execution;

namespace SamHost.Tests.Architecture;

/// <summary>
/// The arrows: plugins -> SamHost.Contracts &lt;- SamHost.Gradients; samhost -> both; nobody -> samhost. Held twice: in the compiled assemblies, which
/// hold a reference once something uses it, and in the project files.
/// </summary>
public class ReferenceTests
{
    private static readonly Assembly Contracts = typeof(IPlugin).Assembly;
    private static readonly Assembly Gradients = typeof(PerExampleGradients).Assembly;
    private static readonly Assembly Program = typeof(StudyRunner).Assembly;

    public static TheoryData<string> Plugins => [.. Repository.BuiltPlugins.Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_plugin_refers_to_the_contracts_and_to_nothing_else_of_this_repository(string plugin)
    {
        var references = References(Path.Combine(AppContext.BaseDirectory, "plugins", plugin, plugin + ".dll"));

        Assert.Equal(["SamHost.Contracts"], references.Where(IsOurs));
        Assert.Empty(ProjectReferences($"plugins/{plugin}/{plugin}.csproj"));
    }

    [Fact]
    public void The_plugins_of_the_folder_are_those_that_lie_beside_the_program() =>
        Assert.Equal(
            Repository.PluginProjects.Select(Path.GetFileNameWithoutExtension),
            Repository.BuiltPlugins.Select(Path.GetFileName));

    [Fact]
    public void The_contracts_refer_to_torch_and_to_logging_abstractions_only()
    {
        var references = References(Contracts.Location);

        Assert.DoesNotContain(references, IsOurs);
        Assert.Subset(
            new HashSet<string> { "Microsoft.Extensions.Logging.Abstractions", "TorchSharp" },
            new HashSet<string>(references.Where(name => !IsFramework(name))));
        Assert.Empty(ProjectReferences("contracts/SamHost.Contracts/SamHost.Contracts.csproj"));
        Assert.DoesNotContain(Packages("contracts/SamHost.Contracts/SamHost.Contracts.csproj"), name => name.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    [Fact]
    public void The_gradients_refer_to_the_contracts_alone()
    {
        Assert.Equal(["SamHost.Contracts"], References(Gradients.Location).Where(IsOurs));
        Assert.Equal(["../../contracts/SamHost.Contracts/SamHost.Contracts.csproj"], ProjectReferences("host/SamHost.Gradients/SamHost.Gradients.csproj"));
    }

    [Fact]
    public void The_host_refers_to_the_contracts_and_the_gradients_and_to_no_plugin()
    {
        Assert.Equal(["SamHost.Contracts", "SamHost.Gradients"], References(Program.Location).Where(IsOurs).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["../../contracts/SamHost.Contracts/SamHost.Contracts.csproj", "../SamHost.Gradients/SamHost.Gradients.csproj"],
            ProjectReferences("host/SamHost/SamHost.csproj"));
    }

    private static IReadOnlyList<string> References(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        var metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static bool IsOurs(string assembly) =>
        assembly.StartsWith("SamHost", StringComparison.OrdinalIgnoreCase)
        || Repository.PluginProjects.Any(project => Path.GetFileNameWithoutExtension(project) == assembly);

    private static bool IsFramework(string assembly) => assembly.StartsWith("System.", StringComparison.Ordinal) || assembly is "netstandard" or "mscorlib";

    // Includes of items made of files (plugins copied, not referenced) stand in targets files.
    private static IEnumerable<string> ProjectReferences(string project) => Items(project, "ProjectReference");

    private static IEnumerable<string> Packages(string project) => Items(project, "PackageReference");

    private static IEnumerable<string> Items(string project, string item) =>
        XDocument.Load(Repository.Full(project)).Descendants(item).Select(element => element.Attribute("Include")!.Value);
}
