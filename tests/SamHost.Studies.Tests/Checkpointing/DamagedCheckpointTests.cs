using SamHost.Contracts.Training;
using SamHost.TestSupport;
using SamHost.Training;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies.Tests.Checkpointing;

/// <summary>A checkpoint in which anything is not as it was written is not used; the one before it is, and it is said.</summary>
[Trait("Duration", "Long")]
public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly SmallStudy _study = new(
        """{ "Study": { "Epochs": 4, "Model": { "Options": { "HiddenSizes": [4] } } }, "Checkpoints": { "EveryEpochs": 1, "Keep": 2 } }""");
    private readonly string _folder;

    public DamagedCheckpointTests() => _folder = Assert.Single(_study.RunToTheEnd()).Folder;

    public void Dispose() => _study.Dispose();

    [Fact]
    public void Any_byte_that_is_another_one_is_found_and_the_checkpoint_before_is_used()
    {
        var checkpoints = new CheckpointFolder(_folder);
        var (newest, before) = (checkpoints.All[0], checkpoints.All[1]);
        var files = Directory.GetFiles(newest).Order(StringComparer.Ordinal).ToArray();
        var random = new Random(5);
        for (var flip = 0; flip < TestScale.Of(small: 100, full: 1_000); flip++)
        {
            // Every file, and half of the time one bit alone.
            var file = files[flip % files.Length];
            var bytes = File.ReadAllBytes(file);
            var (place, change) = (random.Next(bytes.Length), (byte)(random.Next(2) == 0 ? 1 << random.Next(8) : random.Next(1, 256)));
            bytes[place] ^= change;
            File.WriteAllBytes(file, bytes);
            var problems = new List<string>();

            var used = checkpoints.Newest(problems.Add);

            Assert.Equal(before, used?.Folder);
            Assert.StartsWith(newest, Assert.Single(problems), StringComparison.Ordinal);
            used?.State.Dispose();
            bytes[place] ^= change;
            File.WriteAllBytes(file, bytes);
        }

        var undamaged = checkpoints.Newest(Assert.Fail);
        Assert.Equal(newest, undamaged?.Folder);
        undamaged?.State.Dispose();
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("base-rule.safetensors")]
    [InlineData("state.safetensors")]
    [InlineData("state.json")]
    public void A_part_that_is_missing_or_empty_is_named(string part)
    {
        var checkpoints = new CheckpointFolder(_folder);
        var path = Path.Combine(checkpoints.All[0], part);
        foreach (var damage in new Action[] { () => File.WriteAllBytes(path, []), () => File.Delete(path) })
        {
            damage();

            Assert.Contains(
                path, Assert.Throws<CheckpointException>(() => Checkpoint.Read(checkpoints.All[0])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_sums_are_those_of_sha256sum()
    {
        var folder = new CheckpointFolder(_folder).All[0];
        using var check = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo(
                "sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"]) { WorkingDirectory = folder })!;
        check.WaitForExit();

        Assert.Equal(0, check.ExitCode);
    }

    [Fact]
    public void The_last_ones_are_kept_and_the_best()
    {
        var folder = new CheckpointFolder(Directory.CreateDirectory(Path.Combine(_study.Folder, "by-hand")).FullName);
        using var state = Checkpoint.Read(new CheckpointFolder(_folder).All[0]);
        foreach (var (epoch, accuracy) in new[] { 0.4, 0.9, 0.5, 0.6, 0.7 }.Index())
        {
            var progress = TrainingProgress.Parse(state.Progress);
            (progress.Epoch, progress.EvaluatedEpoch, progress.Step) = (epoch + 1, epoch + 1, epoch + 1);
            progress.Last = progress.Last! with { TestAccuracy = accuracy };
            folder.Write(At(state, progress), keep: 2);
        }

        Assert.Equal(
            ["step-000000000005-epoch-0000005", "step-000000000004-epoch-0000004", "step-000000000002-epoch-0000002"],
            folder.All.Select(Path.GetFileName));
    }

    [Fact]
    public void What_was_cut_short_is_no_checkpoint_and_goes_with_the_next()
    {
        var checkpoints = new CheckpointFolder(_folder);
        var half = Path.Combine(_folder, "checkpoints", "step-000000000001");
        Directory.CreateDirectory(half);
        File.WriteAllText(Path.Combine(half, "model.safetensors.new"), "half");
        var (folder, state) = checkpoints.Newest(Assert.Fail)!.Value;
        using var _ = state;

        Assert.NotEqual(half, folder);
        var progress = TrainingProgress.Parse(state.Progress);
        progress.Step++;
        checkpoints.Write(At(state, progress), keep: 2);

        Assert.False(Directory.Exists(half));
    }

    /// <summary>The same tensors, somewhere else in the run.</summary>
    private static RunState At(RunState state, TrainingProgress progress) => new()
    {
        Epoch = progress.Epoch,
        Step = progress.Step,
        IsBetweenEpochs = progress.Position == 0,
        Progress = progress.ToJson(),
        Model = state.Model,
        BaseRule = state.BaseRule,
        Components = state.Components,
        Random = state.Random,
    };
}
