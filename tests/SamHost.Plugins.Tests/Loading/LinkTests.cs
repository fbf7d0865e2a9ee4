using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.Plugins.Trust;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

/// <summary>Symbolic links in folders of plugins.</summary>
public class LinkTests
{
    public static TheoryData<string, string> LinksOut => new()
    {
        { "LeavesATrace.dll", PluginFolder.Built("LeavesATrace") },
        { "LeavesATrace.dll", "/dev/zero" },
        { "Palette.dll", PluginFolder.Built("LikesRed", "Palette.dll") },
        { "deep/data", "/etc/passwd" },
        { "deep/data", "../../../nowhere" },
        { "deep/data", "../../LeavesATrace2/LeavesATrace.dll" },
        { "deep/folder", "/etc" },
        { "folder", "." },
    };

    [Theory]
    [MemberData(nameof(LinksOut))]
    public void A_plugin_with_a_link_to_what_is_no_file_of_its_folder_is_refused_pinned_or_not(string link, string target)
    {
        using var folder = new PluginFolder("LeavesATrace");
        var pinned = folder.Pin("LeavesATrace");
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File("LeavesATrace", link))!);
        File.Delete(folder.File("LeavesATrace", link));
        File.CreateSymbolicLink(folder.File("LeavesATrace", link), target);
        CodeTrace.Clear();

        foreach (var allow in new AllowedPlugin[]?[] { null, [pinned] })
        {
            var report = Assert.Single(folder.Load(allow: allow).Plugins);

            Assert.Equal(PluginStatus.LinksOutside, report.Status);
            Assert.Contains($"{link} (to {target})", report.Reason, StringComparison.Ordinal);
            Assert.False(CodeTrace.IsThere);
        }

        Assert.Equal(PluginStatus.Disabled, Assert.Single(folder.Load(disabled: ["LeavesATrace"]).Plugins).Status);
    }

    [Fact]
    public void A_link_to_a_file_of_the_same_folder_is_that_file()
    {
        using var folder = new PluginFolder("LikesRed");
        Directory.CreateDirectory(folder.File("LikesRed", "lib"));
        File.Move(folder.File("LikesRed", "Palette.dll"), folder.File("LikesRed", "lib", "Palette.1.dll"));
        File.CreateSymbolicLink(folder.File("LikesRed", "Palette.dll"), "lib/Palette.1.dll");

        foreach (var allow in new AllowedPlugin[]?[] { null, [folder.Pin("LikesRed")] })
            Assert.Equal("red", folder.Load(allow: allow).Find(ComponentKind.Noise, "likes-red")!.Description);
    }

    [Fact]
    public void A_linked_folder_of_a_plugin_is_not_followed_and_a_linked_directory_of_plugins_is()
    {
        using var folder = new PluginFolder("LeavesATrace");
        using var links = new PluginFolder();
        Directory.CreateSymbolicLink(links.File("LeavesATrace"), folder.File("LeavesATrace"));
        Directory.CreateSymbolicLink(links.File(".all"), folder.Path);
        CodeTrace.Clear();

        var report = Assert.Single(links.Load().Plugins);

        Assert.Equal(PluginStatus.LinksOutside, report.Status);
        Assert.Contains($"a link to {folder.File("LeavesATrace")}; copy that here", report.Reason, StringComparison.Ordinal);
        Assert.False(CodeTrace.IsThere);
        var options = new PluginsOptions { Directories = [links.File(".all")] };
        Assert.Equal(PluginStatus.Active, Assert.Single(new PluginCatalogLoader(options).Load(links.Path, links.Path).Plugins).Status);
    }

    [Fact]
    public void A_linked_single_file_is_refused()
    {
        using var folder = new PluginFolder();
        File.CreateSymbolicLink(folder.File("LateSam.dll"), PluginFolder.Built("LateSam"));

        Assert.Equal(PluginStatus.LinksOutside, Assert.Single(folder.Load().Plugins).Status);
    }

    [Theory]
    [InlineData("LateSam/data")]
    [InlineData("LateSam/deep/data")]
    [InlineData("Piped/Piped.dll")]
    [InlineData("Piped.dll")]
    public async Task A_pipe_among_the_files_is_refused_and_not_waited_for(string pipe)
    {
        using var folder = new PluginFolder("LateSam");
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(pipe))!);
        Assert.Equal(0, HostProgram.Start("mkfifo", folder.Path, pipe).ExitCode);

        var cancellation = TestContext.Current.CancellationToken;
        var catalog = await Task.Run(() => folder.Load(), cancellation).WaitAsync(TimeSpan.FromMinutes(1), cancellation);

        var refused = Assert.Single(catalog.Plugins, report => report.Status != PluginStatus.Active);
        Assert.Equal((PluginStatus.NotAnAssembly, pipe.Split('/', '.')[0]), (refused.Status, refused.Plugin.Name));
        Assert.EndsWith(
            "data is a pipe, a socket or a device, which cannot be read as a file is; remove it.".Replace(
                "data", Path.GetFileName(pipe), StringComparison.Ordinal), refused.Reason, StringComparison.Ordinal);
    }
}
