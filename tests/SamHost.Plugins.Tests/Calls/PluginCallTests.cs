using SamHost.Plugins.Calls;

namespace SamHost.Plugins.Tests.Calls;

/// <summary>Which call is named. That the watch ends the process, real processes show.</summary>
public sealed class PluginCallTests
{
    [Fact]
    public void Of_calls_within_each_other_the_innermost_is_named()
    {
        var failure = Assert.Throws<ComponentFailedException>(() => PluginCall.Make("the optimizer 'a' of the plugin A", "Step", () =>
        {
            PluginCall.Begin("the model 'b' of the plugin B", "forward");
            throw new InvalidOperationException("it rains\n   at libtorch");
        }));

        Assert.Equal("The model 'b' of the plugin B failed in forward: it rains", failure.Message);
        Assert.Null(PluginCall.Current);
    }

    [Fact]
    public void A_call_that_has_ended_is_not_to_blame()
    {
        var failure = Assert.Throws<ComponentFailedException>(() => PluginCall.Make("the optimizer 'a' of the plugin A", "Step", () =>
        {
            PluginCall.End(PluginCall.Begin("the model 'b' of the plugin B", "forward"));
            throw new InvalidOperationException("it rains");
        }));

        Assert.StartsWith("The optimizer 'a' of the plugin A failed in Step", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_call_in_progress_can_be_read_by_the_folder_while_it_lasts_and_no_file_is_there()
    {
        var folder = Directory.CreateTempSubdirectory("samhost-call-").FullName;
        try
        {
            using (LastCall.Open(folder))
            {
                Assert.Null(LastCall.Read(folder));
                PluginCall.Make(
                    "the observer 'a' of the plugin A", "EpochCompleted",
                    () => Assert.Equal("EpochCompleted of the observer 'a' of the plugin A", LastCall.Read(folder)));
                Assert.Null(LastCall.Read(folder));
                PluginCall.Make(
                    $"the observer '{new string('ü', 400)}' of the plugin A", "x",
                    () => Assert.StartsWith("x of the observer 'üüü", LastCall.Read(folder), StringComparison.Ordinal));
            }

            Assert.False(File.Exists(LastCall.PathOf(folder)));
            Assert.Empty(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Where the second one shortened the file that the first one has in memory, SIGBUS would end this process.
    [Fact]
    public void An_attempt_that_was_stopped_and_goes_on_writes_beside_the_one_that_took_over()
    {
        var folder = Directory.CreateTempSubdirectory("samhost-call-").FullName;
        try
        {
            using var first = LastCall.Open(folder)!;
            var isEnding = false;
            var writing = new Thread(() =>
            {
                while (!Volatile.Read(ref isEnding)) first.Write(null);
            });
            writing.Start();
            for (var i = 0; i < 300; i++) LastCall.Open(folder)!.Dispose();
            Volatile.Write(ref isEnding, true);
            writing.Join();

            using (LastCall.Open(folder))
                PluginCall.Make("the model 'b' of the plugin B", "forward", () =>
                {
                    first.Write(null);
                    Assert.Equal("forward of the model 'b' of the plugin B", LastCall.Read(folder));
                });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
