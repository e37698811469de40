package io.tokengrid.upstream;

/// Words that are one token each, with a space in front, in the vocabularies of o200k_base and
/// cl100k_base (and in those built on cl100k_base, as Qwen's). `TokenTextTest` counts every one.
final class Words {
    /// Plain English words; one token also without the space in front.
    static final String ENGLISH =
            """
            the a of to and in is was for on that with as by at from his her it an are were
            which be this had has have its not but they their who or one all been after when
            first two also she would can there will into time more other new only some over
            years year state most world about between during these through many where being
            known such later before while city three used people made then part under up out him
            them than may both against early high life day team season second until national war
            work number area since including family school found same name another group well
            four history built because best long music public south north east west local large
            small country home house water river road station line service company system form
            often left right old young men women children game film book series story character
            power energy light grid meter token measure price account balance ledger call model
            answer question example word language sense reason idea plan point change result
            problem place side end week month today night summer winter spring market trade bank
            money cost value rate paid free open closed start stop run walk write read learn
            think know remember forget help give take bring carry hold keep leave turn move
            stand build make buy sell send receive watch listen hear see look feel touch green
            blue red white black brown yellow silver gold stone wood iron glass paper cloth
            bread salt tea coffee fruit apple orange rice corn fish bird horse dog cat tree
            forest field hill lake sea bridge street town farm ship boat train plane car wheel
            engine machine tool hammer paint brush picture song dance voice sound noise wind
            rain snow storm cloud sun moon star sky earth fire heat cold warm soft hard strong
            weak quick slow late near far deep wide short round flat sharp clean clear bright
            dark quiet happy sad kind wise simple complex common full empty whole half double
            single third ten million last next previous every each any no yes perhaps maybe
            always never sometimes usually again already still yet just even quite rather almost
            too very much little few less least\
            """;

    /// Words with characters of two, three and four UTF-8 bytes.
    static final String WIDE =
            """
            für über también más años después según était été être même
            où après très déjà año están será país até não são está já
            também você что это как для или если может время все быть на
            по из от до за так его мы будет который сообщ работы чтобы 中
            的 是 在 如果 更新 设置 时间 使用 数据 商品 用户 文件 查询 方法 参数 生命周期 图 数 文 新 分 日 한
            그 이 정보 확인 있는 있다 입력 저장 설정 사용 데이터 코드 😀\
            """;

    private Words() {}
}
