using System.Security.Cryptography;
using SamHost.PluginLoading;

namespace SamHost.Tests.PluginLoading;

public class AllowedPluginTests
{
    private const string Trace = "SamHost.TestPlugins.LeavesATrace";

    [Fact]
    public void With_a_list_nothing_else_is_loaded()
    {
        using var folder = new PluginFolder("LateSam", "LikesRed");

        var plugins = folder.Load(allow: [Entry("latesam", Sha256Of("LateSam").ToUpperInvariant())]).Plugins;

        Assert.Equal([PluginStatus.Active, PluginStatus.NotAllowed], plugins.Select(plugin => plugin.Status));
        Assert.Contains(Sha256Of("LikesRed"), plugins[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_refuses_every_plugin()
    {
        using var folder = new PluginFolder("LateSam");

        Assert.Equal(PluginStatus.NotAllowed, Assert.Single(folder.Load(allow: []).Plugins).Status);
    }

    [Fact]
    public void No_code_of_a_refused_plugin_runs()
    {
        using var folder = new PluginFolder("LeavesATrace");

        AppContext.SetSwitch(Trace, false);
        Assert.Equal(PluginStatus.NotAllowed, Status(folder.Load(allow: [Entry("LateSam", Sha256Of("LateSam"))])));
        Assert.False(HasRun());
        Assert.Equal(PluginStatus.NotAllowed, Status(folder.Load(allow: [Entry("LeavesATrace", new string('0', 64))])));
        Assert.False(HasRun());
        Assert.Equal(PluginStatus.Disabled, Status(folder.Load(disabled: ["LeavesATrace"])));
        Assert.False(HasRun());

        // The trace is one that running code leaves.
        Assert.Equal(PluginStatus.Active, Status(folder.Load(allow: [Entry("LeavesATrace", Sha256Of("LeavesATrace"))])));
        Assert.True(HasRun());

        static PluginStatus Status(PluginCatalog catalog) => Assert.Single(catalog.Plugins).Status;
        static bool HasRun() => AppContext.TryGetSwitch(Trace, out var run) && run;
    }

    [Fact]
    public void A_changed_byte_changes_the_hash_and_the_plugin_is_refused()
    {
        using var folder = new PluginFolder("LateSam");
        var allow = new[] { Entry("LateSam", Sha256Of("LateSam")) };
        Assert.Equal(PluginStatus.Active, Assert.Single(folder.Load(allow: allow).Plugins).Status);

        var bytes = File.ReadAllBytes(folder.File("LateSam", "LateSam.dll"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder.File("LateSam", "LateSam.dll"), bytes);
        var report = Assert.Single(folder.Load(allow: allow).Plugins);

        Assert.Equal(PluginStatus.NotAllowed, report.Status);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), report.Plugin.Sha256);
        Assert.Contains(Sha256Of("LateSam"), report.Reason, StringComparison.Ordinal);
        Assert.Contains(report.Plugin.Sha256!, report.Reason, StringComparison.Ordinal);
    }

    private static AllowedPlugin Entry(string name, string sha256) => new() { Name = name, Sha256 = sha256 };

    private static string Sha256Of(string plugin) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(PluginFolder.Built(plugin))));
}
