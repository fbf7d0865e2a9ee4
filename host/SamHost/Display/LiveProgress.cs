using System.Collections.Concurrent;
using SamHost.Studies.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SamHost.Display;

/// <summary>Progress on a terminal: a bar a run.</summary>
internal sealed class LiveProgress(IAnsiConsole console) : IProgressDisplay
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

    public IRunDisplay Open(string label, long seed) =>
        new Bar(_context!.AddTask(Markup.Escape($"{label}, seed {seed}"), maxValue: 1), _numbers);

    public void Note(string text) => console.WriteLine(text);

    public void Abandon(string text) => console.Abandon(text);

    private sealed class Bar(ProgressTask task, ConcurrentDictionary<int, string> numbers) : IRunDisplay
    {
        public void Show(double fraction, bool epochEnded, Func<string> text)
        {
            task.Value = Math.Min(fraction, 0.999);
            numbers[task.Id] = text();
        }

        public void Complete() => task.Value = 1;

        public void Fail() => task.StopTask();
    }

    private sealed class NumbersColumn(ConcurrentDictionary<int, string> numbers) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(numbers.GetValueOrDefault(task.Id, ""));
    }
}
