using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

/// <summary>What the two plain-text forms of older programs have of their own.</summary>
public sealed class ArffLibsvmTests : IDisposable
{
    private const string Declarations =
        "% made by hand\n@relation 'two words'\n@attribute 'the size' numeric\n@ATTRIBUTE grade {1, 2,3}\n"
            + "@attribute kind\t{'O\\'Brien''s', ash}\n@data\n";

    private readonly TreeTable _trees = new();

    public void Dispose() => _trees.Dispose();

    // 'grade' is declared nominal: its numbers are names of three categories, and not of a size.
    [Fact]
    public void Arff_has_what_is_declared_and_missing_cells_and_quotes_behind_a_backslash()
    {
        Write("own.arff", Declarations + "1.5, 1, ash\n% between\n?,3,'O\\'Brien''s'\n2.5,?,ash\n3.5,2,\"O\\'Brien's\"\n");
        using var data = _trees.Load(
            new TableOptions { Path = "own.arff", Label = "kind", Missing = MissingCells.Impute, TestFraction = 0.5, Standardize = false });

        var (features, kinds) = (TreeTable.FeaturesById(data), TreeTable.KindsById(data));
        Assert.Equal(["O'Brien's", "ash"], data.ClassNames);
        Assert.Equal(["ash", "O'Brien's", "ash", "O'Brien's"], Enumerable.Range(0, 4).Select(row => kinds[$"{row}"]));
        // The size, where it or the grade is missing, then a feature for each grade.
        Assert.Equal([1.5f, 0, 0, 1, 0, 0], features["0"]);
        Assert.Equal([1f, 0, 0, 0, 1], features["1"][1..]);
        Assert.Equal([2.5f, 0, 1, 0, 0, 0], features["2"]);
        Assert.Equal([3.5f, 0, 0, 0, 1, 0], features["3"]);
    }

    [Fact]
    public void Libsvm_s_features_count_from_1_and_those_that_are_not_there_are_0()
    {
        Write("own.libsvm", "+1 2:0.5 4:-2e1 # the first\n\n-1 1:3\n-1\n+1 4:7\n");
        using var data = _trees.Load(new TableOptions { Path = "own.libsvm", Standardize = false, TestFraction = 0.5 });

        var (features, kinds) = (TreeTable.FeaturesById(data), TreeTable.KindsById(data));
        Assert.Equal([0, 0.5f, 0, -20], features["0"]);
        Assert.Equal([3f, 0, 0, 0], features["1"]);
        Assert.Equal([0f, 0, 0, 0], features["2"]);
        Assert.Equal([0f, 0, 0, 7], features["3"]);
        Assert.Equal(["+1", "-1", "-1", "+1"], Enumerable.Range(0, 4).Select(row => kinds[$"{row}"]));
    }

    [Fact]
    public void Libsvm_rows_that_test_or_are_new_may_end_before_the_last_feature_of_training()
    {
        Write("own.libsvm", "+1 2:0.5 4:2\n-1 1:3\n-1 3:1\n+1 4:7\n");
        Write("test.libsvm", "-1 1:5\n+1 2:1.5\n");
        var loader = new TableLoader(new TableOptions { Path = "own.libsvm", TestPath = "test.libsvm", Standardize = false });
        using var data = loader.Load(new DatasetRequest(1, _trees.Folder));
        using var rows = loader.LoadUnlabelled(new UnlabelledRequest("test.libsvm", data.InputPreparation!, _trees.Folder));

        Assert.Equal([5f, 0, 0, 0, 0, 1.5f, 0, 0], data.Test.Inputs.data<float>());
        Assert.Equal([5f, 0, 0, 0, 0, 1.5f, 0, 0], rows.Inputs!.data<float>());
    }

    [Fact]
    public void Libsvm_rows_that_test_have_no_feature_that_training_has_not()
    {
        Write("own.libsvm", "+1 2:0.5\n-1 1:3\n");
        Write("test.libsvm", "-1 3:5\n");

        var options = new TableOptions { Path = "own.libsvm", TestPath = "test.libsvm" };
        Assert.Contains("expected 3 columns", Assert.Throws<DataFileException>(() => _trees.Load(options)).Message);
    }

    [Theory]
    [InlineData("own.arff", Declarations + "1,2,ash\n1,2\n", "line 8", "expected 3 cells, one for each @attribute, and found 2")]
    [InlineData("own.arff", Declarations + "1,2,ash\n{0 1}\n", "line 8", "sparse rows")]
    [InlineData("own.arff", "1,2,ash\n", "", "at least two lines that begin with @attribute")]
    [InlineData("own.svm", "1 1:2\n-1 0:2\n", "line 2", "the number from 1 to 100000")]
    [InlineData("own.svm", "1 1:2\n-1 100001:2\n", "line 2", "the number from 1 to 100000")]
    [InlineData("own.libsvm", "1 1:2\n-1 3:1 3:2\n", "line 2", "no two alike, and found '3:2'")]
    [InlineData("own.libsvm", "1,2\n-1,3\n1 x:2\n", "line 3", "expected features as number:value")]
    public void An_error_names_file_and_line(string name, string text, string line, string problem)
    {
        Write(name, text);

        var error = Assert.ThrowsAny<ComponentException>(() => _trees.Load(new TableOptions { Path = name })).Message;
        Assert.Contains($"{Path.Combine(_trees.Folder, name)}{(line.Length > 0 ? $", {line}" : "")}: ", error);
        Assert.Contains(problem, error);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_trees.Folder, name), text);
}
