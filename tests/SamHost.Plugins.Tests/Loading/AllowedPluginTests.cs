using SamHost.Plugins.Loading;
using SamHost.Plugins.Trust;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Loading;

public class AllowedPluginTests
{
    [Fact]
    public void With_a_list_nothing_else_is_loaded()
    {
        using var folder = new PluginFolder("LateSam", "LikesRed");
        var entry = folder.Pin("LateSam");
        entry.Name = "latesam";

        var plugins = folder.Load(allow: [entry]).Plugins;

        Assert.Equal([PluginStatus.Active, PluginStatus.NotAllowed], plugins.Select(plugin => plugin.Status));
        Assert.Contains("'samhost plugins pin --only LikesRed'", plugins[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_list_refuses_every_plugin()
    {
        using var folder = new PluginFolder("LateSam");

        Assert.Equal(PluginStatus.NotAllowed, Assert.Single(folder.Load(allow: []).Plugins).Status);
    }

    [Fact]
    public void No_code_of_a_refused_plugin_runs_and_that_of_an_allowed_one_does()
    {
        using var folder = new PluginFolder("LeavesATrace");
        using var other = new PluginFolder("LateSam");

        AssertRefused(folder, PluginStatus.NotAllowed, other.Pin("LateSam"));
        Assert.Equal(
            PluginStatus.Disabled,
            Assert.Single(folder.Load(disabled: ["LeavesATrace"], allow: [folder.Pin("LeavesATrace")]).Plugins).Status);
        Assert.False(CodeTrace.IsThere);
        AssertRuns(folder, folder.Pin("LeavesATrace"));
    }

    [Fact]
    public void A_changed_byte_in_any_file_is_refused_before_any_code_runs_and_the_file_is_named()
    {
        using var folder = FolderOfManyFiles();
        var entry = folder.Pin("LeavesATrace");
        var random = new Random(5);
        Assert.True(entry.Files.Count >= 8, $"{entry.Files.Count} files.");

        foreach (var file in entry.Files.Keys)
        {
            var whole = File.ReadAllBytes(folder.File("LeavesATrace", file));
            int[] places = [0, whole.Length - 1, .. Enumerable.Range(0, TestScale.Of(2, 200)).Select(_ => random.Next(whole.Length))];
            foreach (var place in places)
            {
                var changed = (byte[])whole.Clone();
                changed[place] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(folder.File("LeavesATrace", file), changed);
                AssertRefused(folder, PluginStatus.NotAllowed, entry, $"Plugins:Allow has: {file} has changed; if");
            }

            File.WriteAllBytes(folder.File("LeavesATrace", file), whole);
        }

        AssertRuns(folder, entry);
    }

    [Theory]
    [InlineData("new.dll")]
    [InlineData(".hidden")]
    [InlineData("fr/LeavesATrace.resources.dll")]
    [InlineData("runtimes/linux-x64/native/libother.so")]
    public void An_added_file_is_refused_and_named(string file)
    {
        using var folder = FolderOfManyFiles();
        var entry = folder.Pin("LeavesATrace");
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File("LeavesATrace", file))!);
        File.WriteAllBytes(folder.File("LeavesATrace", file), []);

        AssertRefused(folder, PluginStatus.NotAllowed, entry, $": {file} is new;");
    }

    [Fact]
    public void A_removed_and_a_renamed_file_are_refused_and_named()
    {
        using var folder = FolderOfManyFiles();
        var entry = folder.Pin("LeavesATrace");

        foreach (var file in entry.Files.Keys.Where(file => file != "LeavesATrace.dll"))
        {
            var path = folder.File("LeavesATrace", file);
            File.Move(path, path + "2");
            AssertRefused(folder, PluginStatus.NotAllowed, entry, $": {file} is missing, {file}2 is new;");
            File.Move(path + "2", folder.File("away"));
            AssertRefused(folder, PluginStatus.NotAllowed, entry, $": {file} is missing;");
            File.Move(folder.File("away"), path);
        }

        File.Delete(folder.File("LeavesATrace", "LeavesATrace.dll"));
        AssertRefused(folder, PluginStatus.NotAllowed, entry, "LeavesATrace.dll is missing");
    }

    [Fact]
    public void Two_versions_can_be_allowed_and_a_mixture_of_them_is_refused()
    {
        using var folder = FolderOfManyFiles();
        var first = folder.Pin("LeavesATrace");
        File.WriteAllText(folder.File("LeavesATrace", "data.txt"), "second");
        File.WriteAllText(folder.File("LeavesATrace", ".settings"), "second");
        var second = folder.Pin("LeavesATrace");

        AssertRuns(folder, first, second);
        File.WriteAllText(folder.File("LeavesATrace", "data.txt"), "first");
        CodeTrace.Clear();
        var report = Assert.Single(folder.Load(allow: [first, second]).Plugins);

        Assert.Equal(PluginStatus.NotAllowed, report.Status);
        Assert.False(CodeTrace.IsThere);
    }

    [Fact]
    public void A_single_file_is_pinned_with_the_files_of_its_name_and_nothing_else_of_the_folder_is_loaded_with_it()
    {
        using var folder = new PluginFolder();
        foreach (var file in new[] { "LikesRed.dll", "LikesRed.pdb", "LikesRed.deps.json", "Palette.dll" })
            File.Copy(PluginFolder.Built("LikesRed", file), folder.File(file));
        File.Copy(PluginFolder.Built("LateSam"), folder.File("LateSam.dll"));
        var entries = PluginPins.Of(new PluginsOptions { Directories = [folder.Path] }, [], folder.Path, folder.Path);

        var free = folder.Load().Plugins;
        var pinned = folder.Load(allow: [.. entries]).Plugins;

        Assert.Equal(["LateSam.dll"], entries.Single(entry => entry.Name == "LateSam").Files.Keys);
        Assert.Equal(
            ["LikesRed.deps.json", "LikesRed.dll", "LikesRed.pdb"],
            entries.Single(entry => entry.Name == "LikesRed").Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(PluginStatus.Active, free.Single(report => report.Plugin.Name == "LikesRed").Status);
        Assert.Equal(PluginStatus.MissingDependency, pinned.Single(report => report.Plugin.Name == "LikesRed").Status);
        Assert.Equal(PluginStatus.Active, pinned.Single(report => report.Plugin.Name == "LateSam").Status);
        Assert.Equal(folder.File("LateSam.dll"), pinned.Single(report => report.Plugin.Name == "LateSam").Plugin.Path);
    }

    /// <summary>A plugin that leaves a trace where its code runs, with files of every kind that a plugin may have.</summary>
    private static PluginFolder FolderOfManyFiles()
    {
        var folder = new PluginFolder("LeavesATrace");
        foreach (var (file, bytes) in new[]
        {
            ("de/LeavesATrace.resources.dll", File.ReadAllBytes(PluginFolder.Built("LikesRed", "Palette.dll"))),
            ("runtimes/linux-x64/native/libnative.so", [0x7f, (byte)'E', (byte)'L', (byte)'F', .. new byte[100]]),
            ("Palette.dll", File.ReadAllBytes(PluginFolder.Built("LikesRed", "Palette.dll"))),
            ("data.txt", "first"u8.ToArray()),
            (".settings", "first"u8.ToArray()),
        })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File("LeavesATrace", file))!);
            File.WriteAllBytes(folder.File("LeavesATrace", file), bytes);
        }

        return folder;
    }

    private static void AssertRefused(PluginFolder folder, PluginStatus status, AllowedPlugin entry, string says = "")
    {
        CodeTrace.Clear();

        var report = Assert.Single(folder.Load(allow: [entry]).Plugins);

        Assert.Equal(status, report.Status);
        Assert.Contains(says, report.Reason, StringComparison.Ordinal);
        Assert.False(CodeTrace.IsThere);
    }

    private static void AssertRuns(PluginFolder folder, params AllowedPlugin[] entries)
    {
        CodeTrace.Clear();

        Assert.Equal(PluginStatus.Active, Assert.Single(folder.Load(allow: entries).Plugins).Status);

        // The trace is one that running code leaves.
        Assert.True(CodeTrace.IsThere);
    }
}
