namespace SamHost.Tests.Architecture;

/// <summary>What a built plugin brings.</summary>
public class PluginFolderTests
{
    public static TheoryData<string> Plugins => ReferenceTests.Plugins;

    [Theory]
    [MemberData(nameof(Plugins))]
    public void A_plugin_folder_is_small_and_holds_nothing_of_the_hosts(string plugin)
    {
        var files = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "plugins", plugin)).GetFiles("*", SearchOption.AllDirectories);

        Assert.InRange(files.Sum(file => file.Length), 1, 1_000_000);
        Assert.DoesNotContain(files, file => file.Name is "SamHost.Contracts.dll" or "TorchSharp.dll" or "samhost.dll" or "SamHost.Gradients.dll");
        Assert.DoesNotContain(files, file => file.Extension == ".so");
    }
}
