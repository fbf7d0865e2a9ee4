using System.CommandLine;
using SamHost.Torch;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>The options of commands that take steps: of which model, with how many examples, where.</summary>
internal sealed class StepOptions
{
    private readonly Option<string> _model = OneOf("--model", "The model.", "mlp", [.. BenchmarkModel.All.Keys]);
    private readonly Option<int> _batch = new("--batch") { Description = "The batch size.", DefaultValueFactory = _ => 128 };
    private readonly Option<string> _device =
        new("--device") { Description = "cpu, cuda, cuda:N or auto.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int?> _threads = new("--threads") { Description = "CPU threads; the number of cores by default." };

    /// <summary>An option that has one of some values.</summary>
    public static Option<string> OneOf(string name, string description, string usual, string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary>Gives a command the options, and others after them.</summary>
    public void AddTo(Command command, params Option[] others)
    {
        command.Options.Add(_model);
        command.Options.Add(_batch);
        AddDeviceTo(command, others);
    }

    /// <summary>Gives a command the options of a device alone, and others after them.</summary>
    public void AddDeviceTo(Command command, params Option[] others)
    {
        foreach (var option in new Option[] { _device, _threads }.Concat(others)) command.Options.Add(option);
    }

    /// <summary>The name of the model.</summary>
    public string Model(ParseResult arguments) => arguments.GetValue(_model)!;

    /// <summary>The batch size.</summary>
    public int Batch(ParseResult arguments) => arguments.GetValue(_batch);

    /// <summary>Loads libtorch, sets its threads and finds the device.</summary>
    public Device Open(ParseResult arguments) =>
        TorchDevice.Open(new TorchOptions { Device = arguments.GetValue(_device)!, Threads = arguments.GetValue(_threads) });

    /// <summary>The same for a process of its own.</summary>
    public string[] Arguments(ParseResult arguments) =>
    [
        "--model", Model(arguments), "--batch", $"{Batch(arguments)}", "--device", arguments.GetValue(_device)!,
        .. arguments.GetValue(_threads) is { } threads ? ["--threads", $"{threads}"] : Array.Empty<string>(),
    ];
}
