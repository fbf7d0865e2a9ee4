using System.Runtime.Loader;
using Microsoft.Extensions.DependencyInjection;
using SamHost.Contracts.Optimization;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

public class PluginIsolationTests
{
    [Fact]
    public void No_broken_plugin_stops_a_good_one()
    {
        using var folder = new PluginFolder([.. PluginFolder.AllPlugins.Where(plugin => plugin != "DuplicateName")]);
        folder.Write("Aaa", "no assembly"u8.ToArray()).Write("Zzz", []).Add("DuplicateName", "Zuplicate");
        Directory.CreateSymbolicLink(folder.File("Linked"), folder.File("LateSam"));

        var catalog = folder.Load();

        Assert.Equal(
            [
                "AsksForServices", "DiskPictures", "LateSam", "LeavesATrace", "LikesGreen", "LikesRed", "Misbehaving", "NeedsAnOption",
                "OwnParameter", "Survey",
            ],
            catalog.Plugins.Where(plugin => plugin.Status == PluginStatus.Active).Select(plugin => plugin.Plugin.Name));
        // Every status but those that a setting asks for.
        Assert.Equal(Enum.GetValues<PluginStatus>().Except([PluginStatus.Disabled, PluginStatus.NotAllowed]),
            catalog.Plugins.Select(plugin => plugin.Status).Distinct().Order());
        var component = catalog.Find(ComponentKind.Optimizer, "late-sam")!;
        using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        Assert.IsType<IOptimizer>(component.Create(Activator.CreateInstance(component.OptionsType)!, services), exactMatch: false);
    }

    [Fact]
    public void Contracts_are_the_host_s_own_in_every_plugin()
    {
        using var folder = new PluginFolder("LateSam");

        var component = Assert.Single(Assert.Single(folder.Load().Plugins).Components);

        Assert.True(typeof(IOptimizer).IsAssignableFrom(component.ComponentType));
        Assert.NotSame(
            AssemblyLoadContext.GetLoadContext(typeof(IOptimizer).Assembly),
            AssemblyLoadContext.GetLoadContext(component.ComponentType.Assembly));
    }

    [Fact]
    public void Each_plugin_has_its_own_version_of_a_private_dependency()
    {
        using var folder = new PluginFolder("LikesRed", "LikesGreen");

        var catalog = folder.Load();

        Assert.Equal("green", catalog.Find(ComponentKind.Noise, "likes-green")!.Description);
        Assert.Equal("red", catalog.Find(ComponentKind.Noise, "likes-red")!.Description);
    }

    [Fact]
    public void Files_of_a_loaded_plugin_can_be_overwritten()
    {
        using var folder = new PluginFolder("LikesRed");
        Assert.Equal(PluginStatus.Active, Assert.Single(folder.Load().Plugins).Status);

        File.WriteAllBytes(folder.File("LikesRed", "LikesRed.dll"), File.ReadAllBytes(PluginFolder.Built("LateSam")));

        Assert.Equal(["late-sam"], folder.Load().Names(ComponentKind.Optimizer));
    }
}
