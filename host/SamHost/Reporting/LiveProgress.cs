using System.Collections.Concurrent;
using SamHost.Contracts.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SamHost.Reporting;

/// <summary>Progress on a terminal: a bar a run.</summary>
public sealed class LiveProgress(IAnsiConsole console) : IProgressDisplay
{
    // By task; drawn on a thread of the console's.
    private readonly ConcurrentDictionary<int, string> _numbers = [];
    private ProgressContext? _context;

    public T During<T>(Func<T> work) => console.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 24 }, new NumbersColumn(_numbers))
        .Start(context =>
        {
            _context = context;
            return work();
        });

    public ITrainingObserver Follow(string label, long seed) => 
        new Follower(_context!.AddTask(Markup.Escape($"{label}, seed {seed}"), maxValue: 1), _numbers);

    public void Note(string text) => console.WriteLine(text);

    public void Say(string text) => console.WriteLine(text);

    private sealed class Follower(ProgressTask task, ConcurrentDictionary<int, string> numbers) : ITrainingObserver
    {
        private RunProgress? _progress;

        public void RunStarting(TrainingRun run) => _progress = new RunProgress(run);

        public void EpochStarting(int epoch) => _progress!.EpochStarting();

        public void StepCompleted(StepCompleted step)
        {
            _progress!.StepCompleted(step);
            Show();
        }

        public void EpochCompleted(EpochCompleted epoch)
        {
            _progress!.EpochCompleted(epoch);
            Show();
        }

        public void RunCompleted(RunCompleted result) => task.Value = 1;

        public void RunFailed(Exception reason) => task.StopTask();

        private void Show()
        {
            task.Value = Math.Min(_progress!.Fraction, 0.999);
            numbers[task.Id] = _progress.ToString();
        }
    }

    private sealed class NumbersColumn(ConcurrentDictionary<int, string> numbers) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(numbers.GetValueOrDefault(task.Id, ""));
    }
}
