using System.Text.RegularExpressions;
using SamHost.TestSupport;

namespace SamHost.Tests.Architecture;

/// <summary>Where things lie.</summary>
public partial class LayoutTests
{
    private const string TemplateFolder = "contracts/SamHost.Templates/plugin/";

    private static readonly string[] NoNamespace =
    [
        "host/SamHost.Torch/PatchLibTorchSharp.cs", // Compiled by the build's task factory, not into the host.
        "host/SamHost/Program.cs", // Top-level statements.
        "tests/SamHost.Benchmarks/Program.cs", // Top-level statements.
    ];

    [Fact]
    public void The_top_level_holds_four_folders_three_files_and_build_files()
    {
        var tracked = Repository.TrackedFiles();
        Assert.SkipWhen(tracked is null, "There is no git repository here.");

        var entries = tracked!.Select(path => path.Split('/')[0] + (path.Contains('/', StringComparison.Ordinal) ? "/" : "")).Distinct();
        var others =
            entries.Where(entry => entry is not ("global.json" or "LICENSE") && !entry.StartsWith('.') && !BuildFile().IsMatch(entry));

        Assert.Equal(
            ["README.md", "SamHost.sln", "appsettings.json", "contracts/", "host/", "plugins/", "tests/"],
            others.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_built_file_is_tracked()
    {
        var tracked = Repository.TrackedFiles();
        Assert.SkipWhen(tracked is null, "There is no git repository here.");

        Assert.DoesNotContain(tracked!, path => Path.GetExtension(path) is ".dll" or ".so" or ".pdb" or ".nupkg");
    }

    [Fact]
    public void No_file_has_the_licence_of_somebody_else()
    {
        var tracked = Repository.TrackedFiles();
        Assert.SkipWhen(tracked is null, "There is no git repository here.");
        // What others wrote comes from packages at the build.
        var texts = tracked!.Where(path => path != "LICENSE" && Path.GetExtension(path) is not ".png")
            .Where(path => File.Exists(Repository.Full(path)));

        Assert.DoesNotContain(texts, path => LicenceHeader().IsMatch(Repository.Read(path)));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        // Not the test plugins: several are one assembly in different versions, which a build of the solution would mix up.
        var solution = Repository.Read("SamHost.sln").Replace('\\', '/');
        var projects = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.StartsWith('.') && !path.StartsWith("tests/TestPlugins/", StringComparison.Ordinal)
                // Text, until a project is made of it.
                && !path.StartsWith(TemplateFolder, StringComparison.Ordinal));

        Assert.DoesNotContain(projects, project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void No_source_file_has_more_than_300_lines() =>
        Assert.DoesNotContain(Repository.Sources, path => File.ReadLines(Repository.Full(path)).Count() > 300);

    [Fact]
    public void No_line_of_source_has_more_than_140_columns()
    {
        var longLines = Repository.Sources.SelectMany(path =>
            File.ReadLines(Repository.Full(path)).Index().Where(line => line.Item.Length > 140).Select(line => $"{path}:{line.Index + 1}"));

        Assert.Empty(longLines);
    }

    [Fact]
    public void A_namespace_is_a_folder()
    {
        var wrong = Repository.Sources
            // These stand in for other assemblies and have their namespaces.
            .Where(path => !path.StartsWith("tests/TestPlugins/Libraries/", StringComparison.Ordinal) && !NoNamespace.Contains(path))
            .Where(path => !path.StartsWith(TemplateFolder, StringComparison.Ordinal))
            .Select(path => (Path: path, Expected: Namespace(path), Actual: Declaration().Match(Repository.Read(path)).Groups[1].Value))
            .Where(file => file.Expected != file.Actual)
            .Select(file => $"{file.Path}: namespace {file.Actual}, expected {file.Expected}");

        Assert.Empty(wrong);
    }

    [Fact]
    public void No_type_is_called_manager_helper_or_utils()
    {
        var named =
            Repository.Sources.SelectMany(path => VagueName().Matches(Repository.Read(path)).Select(match => $"{path}: {match.Value}"));

        Assert.Empty(named);
    }

    [Fact]
    public void The_program_is_composition_only() =>
        Assert.InRange(File.ReadLines(Repository.Full("host/SamHost/Program.cs")).Count(), 1, 60);

    private static string Namespace(string path)
    {
        var folders = path.Split('/')[..^1];
        var root = folders switch
        {
            ["plugins", var plugin, ..] => "SamHost.Plugins." + plugin.Replace(".", "", StringComparison.Ordinal),
            ["tests", "TestPlugins", var plugin, ..] => "SamHost.TestPlugins." + plugin,
            _ => folders[1],
        };
        return string.Join('.', folders.Skip(folders is ["tests", "TestPlugins", ..] ? 3 : 2).Prepend(root));
    }

    [GeneratedRegex(@"^Directory\.\w+\.(props|targets)$")]
    private static partial Regex BuildFile();

    // In brackets, so that this file has none.
    [GeneratedRegex(@"[L]icensed under the|[C]opyright (?!\(c\) 2026 The SamHost)|[S]PDX-License")]
    private static partial Regex LicenceHeader();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\b(class|struct|interface|record|enum) \w*(Managers?|Helpers?|Utils?|Utilities)\b")]
    private static partial Regex VagueName();
}
