using System.Diagnostics;
using System.Text;
using SamHost.TestSupport;

namespace SamHost.Tests.Architecture;

/// <summary>What a built plugin brings.</summary>
public class PluginFolderTests
{
    public static TheoryData<string> Plugins => ProjectGraphTests.Plugins;

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_plugin_folder_is_small_and_holds_nothing_of_the_hosts(string plugin)
    {
        var files = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "plugins", plugin)).GetFiles("*", SearchOption.AllDirectories);

        // DuckDB comes with its plugin, of this platform alone; NumSharp is one managed file.
        var hasDatabase = plugin == "Dataset.Table";
        var largest = plugin switch { "Dataset.Table" => 80_000_000, "Dataset.NumPy" => 3_000_000, _ => 1_000_000 };
        Assert.InRange(files.Sum(file => file.Length), 1, largest);
        Assert.DoesNotContain(
            files, file => file.Name is "SamHost.Contracts.dll" or "TorchSharp.dll" or "samhost.dll" or "SamHost.Gradients.dll");
        Assert.Equal(hasDatabase ? ["libduckdb.so"] : [], files.Where(file => file.Extension == ".so").Select(file => file.Name));
    }

    /// <summary>Runs that are complete are made again where a plugin is another file.</summary>
    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_plugin_names_neither_the_commit_nor_the_folder_that_it_was_built_from(string plugin)
    {
        var file = Path.Combine(AppContext.BaseDirectory, "plugins", plugin, plugin + ".dll");

        Assert.Matches(@"^\d+\.\d+\.\d+$", FileVersionInfo.GetVersionInfo(file).ProductVersion);
        Assert.DoesNotContain(Repository.Root, File.ReadAllText(file, Encoding.Latin1), StringComparison.Ordinal);
    }
}
