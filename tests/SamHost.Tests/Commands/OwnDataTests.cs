using SamHost.Configuration;
using SamHost.TestSupport;
using SamHost.Tests.Documentation;

namespace SamHost.Tests.Commands;

/// <summary>
/// The path of somebody with a table that nobody prepared: text labels, a date, an id, a truth value, a text, missing cells, 15 % of the
/// labels changed.
/// </summary>
[Trait("Duration", "Long")]
public sealed class OwnDataTests : IDisposable
{
    private const int Rows = 240;

    private static readonly string[] Kinds = ["ash", "beech", "cedar"];

    // The file has its rows in another order than that of their names.
    private static IEnumerable<int> Order => Enumerable.Range(0, Rows).Select(place => 77 * place % Rows);

    private readonly ReadersFolder _folder = new();
    private readonly bool[] _isWrong = new bool[Rows];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_readme_s_five_commands_find_wrong_labels_mend_them_and_label_new_rows()
    {
        var given = WriteTable();
        List<string[]> commands =
            [.. Page.Readme.Commands().SkipWhile(line => !line.StartsWith("samhost new", StringComparison.Ordinal)).Take(5).Select(Words)];
        Assert.Equal(["new", "run", "suspects", "clean", "predict"], commands.Select(command => command[0]));

        var found = await Succeed(commands[0]);
        Assert.Contains("The labels: column 'kind'", found, StringComparison.Ordinal);
        Assert.Contains("The ids: column 'name'", found, StringComparison.Ordinal);
        Assert.Contains("Left out: column 'day', since it holds dates", found, StringComparison.Ordinal);
        Assert.Contains("column 'height' (16)", found, StringComparison.Ordinal);
        Assert.Contains("Nothing is wrong.", await Succeed("check", "trees.json"), StringComparison.Ordinal);
        Assert.Contains("is there already", await Fail(commands[0]), StringComparison.Ordinal);

        // A study of this size is done in seconds; what the file says is as a user has it.
        var output = await Succeed([.. commands[1], "--quiet", "--set", "Study:Epochs=20", "--set", "Study:Seeds=[1]", "--set",
            "Study:RecordWeightsAt=[]", "--set", "Output:Report=false"]);
        Assert.Contains("train %", output, StringComparison.Ordinal);
        output = await Succeed([.. commands[2], "--optimizer", "sgd"]);
        Assert.Contains("labels are mended in clean.csv", output, StringComparison.Ordinal);

        // Read by something else than the program: every id leads to its row.
        var lines = File.ReadAllLines(Path.Combine(_folder.Path, "runs", "trees-folds5", "suspects.csv"))
            .Select(line => line.Split(',')).ToList();
        int Column(string name) => Array.IndexOf(lines[0], name);
        string[] ids = [.. lines.Skip(1).Select(row => row[Column("id")])];
        Assert.Equal(given.Keys.Order(), ids.Order());
        Assert.All(lines.Skip(1), row => Assert.Equal(given[row[Column("id")]], row[Column("given_label")]));
        Assert.All(lines.Skip(1), row => Assert.Equal("", row[Column("is_flipped")]));
        Assert.True(Auroc(ids) >= 0.95, $"AUROC {Auroc(ids)}");

        // NumPy's format: the header says shape and type, and 64 divides where the numbers begin.
        var probabilities = File.ReadAllBytes(Path.Combine(_folder.Path, "pred_probs.npy"));
        var begin = 10 + BitConverter.ToUInt16(probabilities, 8);
        Assert.Equal(0, begin % 64);
        Assert.Contains($"'shape': ({Rows}, 3)", System.Text.Encoding.ASCII.GetString(probabilities[10..begin]), StringComparison.Ordinal);
        Assert.Equal(begin + (Rows * 3 * sizeof(double)), probabilities.Length);
        double Probability(int row, int label) => BitConverter.ToDouble(probabilities, begin + (sizeof(double) * ((3 * row) + label)));
        Assert.All(Enumerable.Range(0, Rows), row => Assert.Equal(1, Enumerable.Range(0, 3).Sum(label => Probability(row, label)), 1e-6));
        // Rows are those of the file, and classes are in the order of their names: most tell the kind that a tree is of.
        var told = Order.Index().Count(row => Enumerable.Range(0, 3).MaxBy(label => Probability(row.Index, label)) == row.Item % 3);
        Assert.True(told > 0.9 * Rows, $"{told} of {Rows} rows of probabilities tell the kind.");

        var mended = File.ReadAllLines(Path.Combine(_folder.Path, "clean.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(Order.Select(row => $"tree-{row}"), mended.Select(row => row[0]));
        var right = mended.Count(row => row[1] == KindOf(NumberOf(row[0])));
        Assert.True(right > Rows - _isWrong.Count(wrong => wrong) / 2, $"{right} of {Rows} mended labels are right.");
        Assert.All(mended, row => Assert.Equal(row[3] == "kept", row[1] == row[2]));

        if (Chromium.Path is not null) await ReviewAsync([.. commands[2], "--optimizer", "sgd"], mended);

        var compared = await Succeed(commands[3]);
        Assert.Contains("cleaned: sgd", compared, StringComparison.Ordinal);
        Assert.Contains("as it was: sgd", compared, StringComparison.Ordinal);

        await TrainOnTheWrittenTable([.. commands[2], "--optimizer", "sgd"]);

        // New rows, in another order of the columns, without labels.
        var rows = File.ReadAllLines(Path.Combine(_folder.Path, "trees.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        File.WriteAllLines(
            Path.Combine(_folder.Path, "more-trees.csv"),
            rows.Select(row => string.Join(',', row[5], row[4], row[3], row[2], row[0])).Prepend("evergreen,colour,girth,height,name"));
        Assert.Contains($"{Rows} predictions of sgd-s1-", await Succeed(commands[4]), StringComparison.Ordinal);
        var predicted = File.ReadAllLines(Path.Combine(_folder.Path, "predictions.csv")).Select(line => line.Split(',')).ToList();
        Assert.Equal(["id", "label", "confidence", "p:ash", "p:beech", "p:cedar"], predicted[0]);
        var hits = predicted.Skip(1).Count(row => row[1] == KindOf(NumberOf(row[0])));
        Assert.True(hits > 0.95 * Rows, $"{hits} of {Rows} predictions are right.");
    }

    // A study on the table with the mended labels has those of clean.csv, by the same ids and options.
    private async Task TrainOnTheWrittenTable(string[] command)
    {
        Assert.Contains(
            "The data with these labels are in mended-trees.csv; the data set reads them with Path \"mended-trees.csv\".",
            await Succeed([.. command, "--out-data", "mended-trees.csv"]),
            StringComparison.Ordinal);
        Assert.Equal(
            File.ReadLines(Path.Combine(_folder.Path, "trees.csv")).Select(line => line.Split(',')[..^1])
                .Where(row => !Decisions().Any(decision => decision[0] == row[0] && decision[3] == "dropped")),
            File.ReadLines(Path.Combine(_folder.Path, "mended-trees.csv")).Select(line => line.Split(',')[..^1]));

        await Succeed("run", "trees.json", "--quiet", "--set", "Study:Name=mended", "--set", "Study:Dataset:Options:Path=mended-trees.csv",
            "--set", "Study:Epochs=1", "--set", "Study:Seeds=[1]", "--set", "Study:Optimizers=[{\"Name\":\"sgd\"}]", "--set",
            "Study:RecordExamplesAt=[1]", "--set", "Output:Report=false");
        await Succeed("export", "mended", "--examples", "mended.csv");
        var examples = File.ReadLines(Path.Combine(_folder.Path, "mended.csv")).Select(line => line.Split(',')).ToList();
        var (id, label) = (Array.IndexOf(examples[0], "id"), Array.IndexOf(examples[0], "given_label"));
        var right = Decisions().Where(decision => decision[3] != "dropped").ToDictionary(decision => decision[0], decision => decision[1]);
        Assert.True(examples.Count > Rows / 2);
        Assert.All(examples.Skip(1), example => Assert.Equal(right[example[id]], example[label]));

        List<string[]> Decisions() => [.. File.ReadAllLines(Path.Combine(_folder.Path, "clean.csv")).Skip(1).Select(row => row.Split(','))];
    }

    private static string[] Words(string command) => command.Split(' ')[1..];

    // By keys, as a person does it: the first suspect keeps its label, the second is dropped, the third becomes what is proposed.
    private async Task ReviewAsync(string[] command, List<string[]> mended)
    {
        using var program = SamHostProcess.Start(_folder.Path, [.. command, "--review"]);
        var line = "";
        while (!line.StartsWith("The review page is ", StringComparison.Ordinal))
            line = await program.LineAsync() ?? throw new InvalidOperationException("It has ended.");
        await using var page = await BrowserPage.OpenAsync(new Uri(line.Split(' ')[4].TrimEnd(';')));
        List<string> ids = [];
        foreach (var (place, key) in new[] { "k", "d", "a" }.Index())
        {
            await page.UntilAsync($"window.samhost?.place === {place} && document.querySelector('#look td')");
            var id = (string)(await page.EvaluateAsync($"samhost.examples[{place}].id"))!;
            ids.Add(id);
            await page.UntilAsync($"[...document.querySelectorAll('#look td')].some(cell => cell.textContent === '{id}')");
            await page.EvaluateAsync($"document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true }}))");
        }

        await page.UntilAsync("samhost.examples.filter(example => example.isByPerson).length === 3");
        Assert.Empty(page.Complaints);
        Assert.All(page.Requests.Where(request => request.Scheme != "data"), request => Assert.Equal("127.0.0.1", request.Host));
        program.PressCtrlC();
        Assert.Equal(ExitCode.Success, (await program.EndAsync()).Exit);

        // Judged again, the decisions stay.
        Assert.Contains("and 3 are as a person has decided", await Succeed(command), StringComparison.Ordinal);
        var rows = File.ReadAllLines(Path.Combine(_folder.Path, "clean.csv")).Skip(1).Select(row => row.Split(',')).ToList();
        Assert.Equal(ids.Order(), rows.Where(row => row[^1] == "person").Select(row => row[0]).Order());
        Assert.Equal(["kept", "dropped", "relabelled"], ids.Select(id => rows.Single(row => row[0] == id)[3]));
        Assert.Equal(mended.Select(row => row[2]), rows.Select(row => row[2]));
    }

    [Fact]
    public async Task What_is_asked_of_the_wrong_study_is_one_clear_error()
    {
        _folder.HoldRuns("digits");

        Assert.Contains(
            "There are no mended labels of digits: samhost suspects digits --folds 5 writes them",
            await Fail("clean", "digits"),
            StringComparison.Ordinal);
        Assert.Contains("give a number of folds from 2 to 100", await Fail("suspects", "digits", "--folds", "1"), StringComparison.Ordinal);
        Assert.Contains(
            "--optimizer: there is no 'sdg' in the study; did you mean sgd?",
            await Fail("suspects", "digits", "--folds", "3", "--optimizer", "sdg"),
            StringComparison.Ordinal);
        Assert.Contains("proposed with --folds alone", await Fail("suspects", "digits", "--out", "x.csv"), StringComparison.Ordinal);
        Assert.Contains(
            "--out-data: labels are mended with --folds alone", await Fail("suspects", "digits", "--out-data", "x.csv"),
            StringComparison.Ordinal);
        Assert.Contains(
            "--out-data: x.csv is the file of --out",
            await Fail("suspects", "digits", "--folds", "3", "--out", "x.csv", "--out-data", "x.csv"),
            StringComparison.Ordinal);
        Assert.Contains(
            "--out-data: the data set 'digits' does not write its data; csv, image-folder, numpy, table do",
            await Fail("suspects", "digits", "--folds", "3", "--out-data", "x.csv"),
            StringComparison.Ordinal);
        foreach (var (file, problem) in new[] { ("clean.csv", "what suspects calls a file of its own"), ("none/x.csv", "no such folder") })
            Assert.Contains(problem, await Fail("suspects", "digits", "--folds", "3", "--out-data", file), StringComparison.Ordinal);

        // What noise makes of labels is none of the data's.
        WriteTable();
        await Succeed(
            "run", "--quiet", "--set", "Study:Name=noisy", "--set", "Study:Epochs=1", "--set", "Study:Seeds=[1]", "--set",
            "Study:Optimizers=[{\"Name\":\"sgd\"}]", "--set", "Output:Report=false", "--set",
            "Study:Dataset:Name=table", "--set",
            """Study:Dataset:Options={"Path":"trees.csv","Label":"kind","Exclude":["day"],"Id":"name","Missing":"Impute"}""");
        Assert.Contains(
            "its noise model 'symmetric'", await Fail("suspects", "noisy", "--folds", "3", "--out-data", "x.csv"),
            StringComparison.Ordinal);
        await Succeed(
            "run", "--quiet", "--set", "Study:Name=trees", "--set", "Study:Epochs=1", "--set", "Study:Seeds=[1]", "--set",
            "Study:Optimizers=[{\"Name\":\"sgd\"}]", "--set", "Output:Report=false", "--set", "Study:Noise={\"Name\":\"none\"}", "--set",
            """Study:Dataset={"Name":"table","Options":{"Path":"trees.csv","Label":"kind","Exclude":["day","name"],"Missing":"Impute"}}""");
        Assert.Contains(
            "--out-data: the data set 'table' writes files that end in .csv, .tsv, .txt, .parquet; give x.xlsx such a name.",
            await Fail("suspects", "trees", "--folds", "3", "--out-data", "x.xlsx"), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "runs", "trees-folds3")));
    }

    private Dictionary<string, string> WriteTable()
    {
        var random = new Random(5);
        var given = new Dictionary<string, string>();
        List<string> lines = ["name,day,height,girth,colour,evergreen,kind"];
        foreach (var row in Order)
        {
            var kind = row % 3;
            _isWrong[row] = random.NextDouble() < 0.15;
            var label = Kinds[_isWrong[row] ? (kind + 1) % 3 : kind];
            given.Add($"tree-{row}", label);
            var height = row % 15 == 4 ? "" : FormattableString.Invariant($"{(3 * kind) + random.NextDouble():0.00}");
            var girth = (2 * (kind % 2)) + random.NextDouble();
            var colour = random.Next(2) == 0 ? "green" : "brown";
            lines.Add(FormattableString.Invariant(
                $"tree-{row},2024-03-{(row % 28) + 1:00},{height},{girth:0.00},{colour},{kind == 2},{label}"));
        }

        File.WriteAllLines(Path.Combine(_folder.Path, "trees.csv"), lines);
        return given;
    }

    private double Auroc(string[] ranking)
    {
        var (area, right) = (0.0, 0);
        foreach (var id in ranking.Reverse())
        {
            if (_isWrong[NumberOf(id)]) area += right;
            else right++;
        }

        return area / ((double)right * (Rows - right));
    }

    private static int NumberOf(string id) => int.Parse(id["tree-".Length..], System.Globalization.CultureInfo.InvariantCulture);

    private static string KindOf(int row) => Kinds[row % 3];

    private async Task<string> Succeed(params string[] arguments)
    {
        var result = await SamHostProcess.RunAsync(_folder.Path, arguments);
        Assert.True(result.Exit == ExitCode.Success, result.Output + result.Errors);
        return result.Output;
    }

    private async Task<string> Fail(params string[] arguments)
    {
        var result = await SamHostProcess.RunAsync(_folder.Path, arguments);
        Assert.Equal(ExitCode.Configuration, result.Exit);
        return result.Errors;
    }
}
