using System.Text;
using SamHost.Plugins.Loading;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

public class UnreadableFileTests
{
    public static TheoryData<string, byte[]> NoAssemblies => new()
    {
        { "Empty", [] },
        { "Text", Encoding.UTF8.GetBytes("This is a letter, not a library.") },
        { "OnlyTheMagic", "MZ"u8.ToArray() },
        { "NativeLibrary", File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "libtorch", "libLibTorchSharp.so"))[..65536] },
        { "Zip", [(byte)'P', (byte)'K', 3, 4, .. new byte[100]] },
    };

    [Theory]
    [MemberData(nameof(NoAssemblies))]
    public void A_file_that_only_has_an_assembly_s_name_is_not_an_assembly(string name, byte[] bytes)
    {
        using var folder = new PluginFolder().Write(name, bytes);

        var report = Assert.Single(folder.Load().Plugins);

        Assert.Equal((name, PluginStatus.NotAnAssembly), (report.Plugin.Name, report.Status));
        Assert.Contains("not a .NET assembly", report.Reason, StringComparison.Ordinal);
        Assert.Null(report.Plugin.Version);
    }

    [Fact]
    public void An_assembly_that_ends_early_is_not_one_wherever_it_ends()
    {
        var whole = File.ReadAllBytes(PluginFolder.Built("LateSam"));
        using var folder = new PluginFolder();
        // The last section, which only holds relocations, may be cut without harm.
        for (var i = 0; i < 40; i++) folder.Write($"Cut{i:00}", whole[..(i * (whole.Length - 1024) / 40)]);

        var plugins = folder.Load().Plugins;

        Assert.Equal(40, plugins.Count);
        Assert.All(plugins, plugin => Assert.Equal(PluginStatus.NotAnAssembly, plugin.Status));
    }

    [Fact]
    public void A_folder_without_the_assembly_of_its_name_says_what_was_expected()
    {
        using var folder = new PluginFolder("LateSam");
        Directory.Move(folder.File("LateSam"), folder.File("Renamed"));

        var report = Assert.Single(folder.Load().Plugins);

        Assert.Equal(("Renamed", PluginStatus.NotAnAssembly), (report.Plugin.Name, report.Status));
        Assert.Contains("no Renamed.dll", report.Reason, StringComparison.Ordinal);
        Assert.Null(report.Plugin.Sha256);
    }

    [Fact]
    public void A_folder_that_is_no_plugin_can_be_disabled()
    {
        using var folder = new PluginFolder();
        Directory.CreateDirectory(folder.File("notes"));

        Assert.Equal(PluginStatus.Disabled, Assert.Single(folder.Load(disabled: ["notes"]).Plugins).Status);
    }

    [Fact]
    public void A_folder_in_place_of_the_assembly_is_reported()
    {
        using var folder = new PluginFolder();
        Directory.CreateDirectory(folder.File("Nested", "Nested.dll"));

        Assert.Equal(PluginStatus.NotAnAssembly, Assert.Single(folder.Load().Plugins).Status);
    }
}
